#include "index-file.h"

#include <faiss/IndexFlat.h>
#include <faiss/IndexIDMap.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/index_io.h>
#include <faiss/invlists/InvertedLists.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <memory>
#include <numeric>
#include <type_traits>
#include <utility>

#include "checked-reader.h"

namespace segue {
namespace {

constexpr int kMaxDimension = 1 << 20;

/// FAISS's vector itself where it is one (as of 1.7), else a copy.
template <class Item, class From>
std::vector<Item> take(From& from) {
  if constexpr (std::is_same_v<From, std::vector<Item>>) {
    return std::move(from);
  } else {
    std::vector<Item> copy(from.data(), from.data() + from.size());
    from = From();
    return copy;
  }
}

void checkHeader(const faiss::Index& index) {
  requireSound(index.d > 0 && index.d <= kMaxDimension, "its dimension is out of range");
  requireSound(index.ntotal >= 0, "its count is negative");
  requireSound(index.metric_type == faiss::METRIC_INNER_PRODUCT, "its metric is not the inner product");
}

void checkFlat(const faiss::IndexFlat& flat) {
  checkHeader(flat);
  requireSound(flat.code_size == size_t(flat.d) * sizeof(float), "its code size is wrong");
  requireSound(flat.codes.size() == size_t(flat.ntotal) * flat.code_size, "its counts differ");
}

void checkIds(const std::vector<int64_t>& ids) {
  for (int64_t id : ids) requireSound(id >= 0, "an id is negative");
}

StoredIndex takeExact(const faiss::IndexIDMap& map) {
  checkHeader(map);
  const auto* flat = dynamic_cast<const faiss::IndexFlat*>(map.index);
  requireSound(flat != nullptr, "it is of another kind");
  checkFlat(*flat);
  requireSound(flat->d == map.d, "its dimensions differ");
  requireSound(flat->ntotal == map.ntotal && map.id_map.size() == size_t(map.ntotal), "its counts differ");

  StoredIndex stored{PostingLists(size_t(map.d)), std::nullopt};
  const uint8_t* bytes = flat->codes.data();
  for (size_t from = 0; from < map.id_map.size(); from += kExactListLength) {
    const size_t end = std::min(map.id_map.size(), from + kExactListLength);
    std::vector<int64_t> ids(map.id_map.begin() + long(from), map.id_map.begin() + long(end));
    checkIds(ids);
    stored.lists.addList(std::move(ids), {bytes + from * flat->code_size, bytes + end * flat->code_size});
  }
  return stored;
}

PostingLists takeCentroids(const faiss::IndexIVFFlat& ivf) {
  const auto* flat = dynamic_cast<const faiss::IndexFlat*>(ivf.quantizer);
  requireSound(flat != nullptr, "its centroids are of another kind");
  checkFlat(*flat);
  requireSound(flat->d == ivf.d, "its dimensions differ");
  requireSound(ivf.nlist > 0 && size_t(flat->ntotal) == ivf.nlist, "its centroids are missing");
  const float* values = reinterpret_cast<const float*>(flat->codes.data());
  for (size_t i = 0; i < ivf.nlist * size_t(ivf.d); i++) {
    requireSound(std::isfinite(values[i]), "a centroid is not finite");
  }
  std::vector<int64_t> numbers(ivf.nlist);
  std::iota(numbers.begin(), numbers.end(), 0);
  PostingLists centroids{size_t(ivf.d)};
  centroids.addList(std::move(numbers), {flat->codes.data(), flat->codes.data() + flat->codes.size()});
  return centroids;
}

StoredIndex takeLists(const faiss::IndexIVFFlat& ivf) {
  checkHeader(ivf);
  requireSound(ivf.code_size == size_t(ivf.d) * sizeof(float), "its code size is wrong");
  auto* arrays = dynamic_cast<faiss::ArrayInvertedLists*>(ivf.invlists);
  requireSound(arrays && arrays->nlist == ivf.nlist, "its lists are missing");
  StoredIndex stored{PostingLists(size_t(ivf.d)), takeCentroids(ivf)};
  for (size_t list = 0; list < ivf.nlist; list++) {
    auto ids = take<int64_t>(arrays->ids[list]);
    auto bytes = take<uint8_t>(arrays->codes[list]);
    requireSound(bytes.size() == ids.size() * ivf.code_size, "its counts differ");
    checkIds(ids);
    stored.lists.addList(std::move(ids), std::move(bytes));
  }
  requireSound(stored.lists.count() == size_t(ivf.ntotal), "its counts differ");
  return stored;
}

}  // namespace

StoredIndex readIndexFile(const std::string& name) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(name.c_str(), "rb"), &std::fclose);
  if (!file)
    throw std::runtime_error("The index file " + name + " does not open: " + std::strerror(errno) + ".");
  CheckedReader reader(file.get(), std::filesystem::file_size(name));
  reader.name = name;
  std::unique_ptr<faiss::Index> index(faiss::read_index(&reader));
  requireSound(index != nullptr, "it is empty");
  requireSound(reader.atEnd(), "there are bytes after its end");
  if (const auto* map = dynamic_cast<const faiss::IndexIDMap*>(index.get())) return takeExact(*map);
  const auto* ivf = dynamic_cast<const faiss::IndexIVFFlat*>(index.get());
  if (!ivf) throw std::runtime_error("The index file " + name + " holds an index of another kind.");
  return takeLists(*ivf);
}

}  // namespace segue
