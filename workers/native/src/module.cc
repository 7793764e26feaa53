// The functions that JavaScript sees: they turn arguments into plain arrays and back.
// workers/native/vector-index.ts has their types. Whatever C++ throws becomes a JavaScript error.
#define NODE_ADDON_API_CPP_EXCEPTIONS_ALL
#include <napi.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "index-file.h"
#include "index-registry.h"
#include "vector-index.h"

#ifdef __GNUC__
// Null where another BLAS is linked.
extern "C" void openblas_set_num_threads(int) __attribute__((weak));
#endif

namespace segue {
namespace {

/// Numbers that one call gives; V8 ends the process when it cannot get the memory for a typed array.
constexpr double kMaxResults = 1 << 27;
/// Products of larger values overflow.
constexpr float kMaxMagnitude = 1e15f;
constexpr double kMaxThreads = 1024;

bool isTypedArray(const Napi::Value& value, napi_typedarray_type type) {
  return value.IsTypedArray() && value.As<Napi::TypedArray>().TypedArrayType() == type;
}

double toInteger(const Napi::Value& value, double greatest, const char* name) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : NAN;
  if (!(number >= 1 && number <= greatest) || number != std::floor(number)) {
    throw Napi::RangeError::New(value.Env(), std::string(name) + " must be a whole number from 1 to " +
                                                 std::to_string(int64_t(greatest)) + ".");
  }
  return number;
}

uint64_t toHandle(const Napi::Value& value) {
  bool isLossless = false;
  const uint64_t handle = value.IsBigInt() ? value.As<Napi::BigInt>().Uint64Value(&isLossless) : 0;
  if (!isLossless) throw Napi::TypeError::New(value.Env(), "A handle is a BigInt that open() gave.");
  return handle;
}

std::shared_ptr<VectorIndex> findIndex(const Napi::Value& handle) {
  return IndexRegistry::get().find(toHandle(handle));
}

Napi::BigInt64Array toIds(const Napi::Value& value) {
  if (!isTypedArray(value, napi_bigint64_array)) {
    throw Napi::TypeError::New(value.Env(), "Ids must be a BigInt64Array.");
  }
  return value.As<Napi::BigInt64Array>();
}

struct Matrix {
  size_t n;
  const float* data;
};

Matrix toMatrix(const Napi::Value& value, size_t dims) {
  if (!isTypedArray(value, napi_float32_array)) {
    throw Napi::TypeError::New(value.Env(), "Vectors must be a Float32Array.");
  }
  const auto array = value.As<Napi::Float32Array>();
  const size_t length = array.ElementLength();
  const float* data = array.Data();
  if (length % dims != 0) {
    throw Napi::RangeError::New(value.Env(), std::to_string(length) + " numbers are no whole vectors of " +
                                                 std::to_string(dims) + " dimensions.");
  }
  for (size_t i = 0; i < length; i++) {
    if (!(std::fabs(data[i]) <= kMaxMagnitude)) {  // NaN fails too
      throw Napi::RangeError::New(value.Env(),
                                  "Value " + std::to_string(i) + " must be finite and at most 1e15.");
    }
  }
  return {length / dims, data};
}

void requireResults(Napi::Env env, double count) {
  if (count > kMaxResults) {
    throw Napi::RangeError::New(env,
                                "Too many results for one call: " + std::to_string(int64_t(count)) + ".");
  }
}

Napi::Value open(const Napi::CallbackInfo& info) {
  if (!info[0].IsString()) throw Napi::TypeError::New(info.Env(), "The name of a file must be a string.");
  auto index = std::make_shared<VectorIndex>(readIndexFile(info[0].As<Napi::String>().Utf8Value()));
  return Napi::BigInt::New(info.Env(), IndexRegistry::get().add(std::move(index)));
}

Napi::Value release(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), IndexRegistry::get().remove(toHandle(info[0])));
}

Napi::Value describe(const Napi::CallbackInfo& info) {
  const VectorIndex::Info about = findIndex(info[0])->info();
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("count", double(about.count));
  result.Set("dims", double(about.dims));
  result.Set("nlist", double(about.nlist));
  return result;
}

/// search(handle, queries, k, nprobe, include?)
Napi::Value search(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  const auto index = findIndex(info[0]);
  const size_t dims = index->dims();
  const Matrix queries = toMatrix(info[1], dims);
  size_t k = std::min(size_t(toInteger(info[2], INT32_MAX, "k")), index->info().count);
  const size_t nprobe = size_t(toInteger(info[3], INT32_MAX, "nprobe"));
  std::optional<IdSet> include;
  if (!info[4].IsUndefined()) {
    const auto ids = toIds(info[4]);
    include.emplace(ids.Data(), ids.ElementLength());
    k = std::min(k, ids.ElementLength());
  }
  requireResults(env, double(queries.n) * double(k) * double(dims));

  auto scores = Napi::Float32Array::New(env, queries.n * k);
  auto ids = Napi::BigInt64Array::New(env, queries.n * k);
  auto vectors = Napi::Float32Array::New(env, queries.n * k * dims);
  if (k > 0) {
    index->search(queries.n, queries.data, nprobe, include ? &*include : nullptr,
                  {k, scores.Data(), ids.Data(), vectors.Data()});
  }
  Napi::Object hits = Napi::Object::New(env);
  hits.Set("ids", ids);
  hits.Set("scores", scores);
  hits.Set("vectors", vectors);
  return hits;
}

/// read(handle, ids)
Napi::Value read(const Napi::CallbackInfo& info) {
  const auto index = findIndex(info[0]);
  const auto ids = toIds(info[1]);
  requireResults(info.Env(), double(ids.ElementLength()) * double(index->dims()));
  auto vectors = Napi::Float32Array::New(info.Env(), ids.ElementLength() * index->dims());
  index->read(ids.ElementLength(), ids.Data(), vectors.Data());
  return vectors;
}

/// put(handle, vectors, ids)
Napi::Value put(const Napi::CallbackInfo& info) {
  const auto index = findIndex(info[0]);
  const Matrix vectors = toMatrix(info[1], index->dims());
  const auto ids = toIds(info[2]);
  if (ids.ElementLength() != vectors.n) {
    throw Napi::RangeError::New(info.Env(), std::to_string(vectors.n) + " vectors need " +
                                                std::to_string(vectors.n) + " ids, not " +
                                                std::to_string(ids.ElementLength()) + ".");
  }
  if (std::any_of(ids.Data(), ids.Data() + vectors.n, [](int64_t id) { return id < 0; })) {
    throw Napi::RangeError::New(info.Env(), "An id must not be negative.");
  }
  index->put(vectors.n, vectors.data, ids.Data());
  return info.Env().Undefined();
}

/// remove(handle, ids)
Napi::Value remove(const Napi::CallbackInfo& info) {
  const auto ids = toIds(info[1]);
  return Napi::Number::New(info.Env(), double(findIndex(info[0])->remove(ids.ElementLength(), ids.Data())));
}

/// OpenMP keeps the number for each thread of the caller, and FAISS of faiss-node asks the same OpenMP.
Napi::Value setNumThreads(const Napi::CallbackInfo& info) {
  [[maybe_unused]] const int threads = int(toInteger(info[0], kMaxThreads, "The number of threads"));
#ifdef _OPENMP
  omp_set_num_threads(threads);
#endif
  return info.Env().Undefined();
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
#ifdef __GNUC__
  // FAISS divides its work among OpenMP's threads; OpenBLAS with threads of its own below them takes twice as
  // long.
  if (openblas_set_num_threads) openblas_set_num_threads(1);
#endif
  exports.Set("open", Napi::Function::New<open>(env, "open"));
  exports.Set("release", Napi::Function::New<release>(env, "release"));
  exports.Set("describe", Napi::Function::New<describe>(env, "describe"));
  exports.Set("search", Napi::Function::New<search>(env, "search"));
  exports.Set("read", Napi::Function::New<read>(env, "read"));
  exports.Set("put", Napi::Function::New<put>(env, "put"));
  exports.Set("remove", Napi::Function::New<remove>(env, "remove"));
  exports.Set("setNumThreads", Napi::Function::New<setNumThreads>(env, "setNumThreads"));
  return exports;
}

}  // namespace
}  // namespace segue

static Napi::Object initModule(Napi::Env env, Napi::Object exports) {
  return segue::init(env, exports);
}

NODE_API_MODULE(segue_vector_index, initModule)
