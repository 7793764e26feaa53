#include "inner-product-scan.h"

#include <algorithm>

#if defined(__x86_64__) && defined(__GNUC__)
#define SEGUE_AVX2_SCAN
#include <immintrin.h>
#endif

namespace segue {
namespace {

/// Vectors whose products are computed before any is compared with the worst hit.
constexpr size_t kTogether = 4;

struct Scan {
  const float* query;
  size_t dims;
  const float* vectors;
  const int64_t* ids;
  size_t length;
  size_t list;
  const IdSet* include;
  TopHits& hits;
};

inline void offer(const Scan& scan, size_t offset, float score) {
  if (!(score > scan.hits.worst())) return;
  if (scan.include && !scan.include->has(scan.ids[offset])) return;
  scan.hits.replaceWorst(score, {scan.list, offset});
}

void scanPortably(const Scan& scan) {
  for (size_t i = 0; i < scan.length; i++) {
    const float* vector = scan.vectors + i * scan.dims;
    float sums[kTogether] = {};
    size_t d = 0;
    for (; d + kTogether <= scan.dims; d += kTogether) {
      for (size_t lane = 0; lane < kTogether; lane++) sums[lane] += scan.query[d + lane] * vector[d + lane];
    }
    for (; d < scan.dims; d++) sums[0] += scan.query[d] * vector[d];
    offer(scan, i, (sums[0] + sums[1]) + (sums[2] + sums[3]));
  }
}

#ifdef SEGUE_AVX2_SCAN
/// Four vectors at a time; they are looked at one by one only where one of them beats the worst hit.
__attribute__((target("avx2,fma"))) void scanWithAvx2(const Scan& scan) {
  const size_t d = scan.dims, whole = d / 8 * 8, last = scan.length - 1;
  alignas(32) int32_t kept[8];
  for (size_t i = 0; i < 8; i++) kept[i] = whole + i < d ? -1 : 0;
  const __m256i rest = _mm256_load_si256(reinterpret_cast<const __m256i*>(kept));
  for (size_t i = 0; i < scan.length; i += kTogether) {
    // The last vectors are computed twice rather than read past their end.
    const float* a = scan.vectors + i * d;
    const float* b = scan.vectors + std::min(i + 1, last) * d;
    const float* c = scan.vectors + std::min(i + 2, last) * d;
    const float* e = scan.vectors + std::min(i + 3, last) * d;
    __m256 sumA = _mm256_setzero_ps(), sumB = sumA, sumC = sumA, sumE = sumA;
    for (size_t j = 0; j < whole; j += 8) {
      const __m256 q = _mm256_loadu_ps(scan.query + j);
      sumA = _mm256_fmadd_ps(q, _mm256_loadu_ps(a + j), sumA);
      sumB = _mm256_fmadd_ps(q, _mm256_loadu_ps(b + j), sumB);
      sumC = _mm256_fmadd_ps(q, _mm256_loadu_ps(c + j), sumC);
      sumE = _mm256_fmadd_ps(q, _mm256_loadu_ps(e + j), sumE);
    }
    if (whole < d) {
      const __m256 q = _mm256_maskload_ps(scan.query + whole, rest);
      sumA = _mm256_fmadd_ps(q, _mm256_maskload_ps(a + whole, rest), sumA);
      sumB = _mm256_fmadd_ps(q, _mm256_maskload_ps(b + whole, rest), sumB);
      sumC = _mm256_fmadd_ps(q, _mm256_maskload_ps(c + whole, rest), sumC);
      sumE = _mm256_fmadd_ps(q, _mm256_maskload_ps(e + whole, rest), sumE);
    }
    const __m256 sums = _mm256_hadd_ps(_mm256_hadd_ps(sumA, sumB), _mm256_hadd_ps(sumC, sumE));
    const __m128 four = _mm_add_ps(_mm256_castps256_ps128(sums), _mm256_extractf128_ps(sums, 1));
    if (_mm_movemask_ps(_mm_cmpgt_ps(four, _mm_set1_ps(scan.hits.worst()))) == 0) continue;
    alignas(16) float scores[kTogether];
    _mm_store_ps(scores, four);
    for (size_t lane = 0; lane < std::min(kTogether, scan.length - i); lane++)
      offer(scan, i + lane, scores[lane]);
  }
}
#endif

}  // namespace

void scanList(const PostingLists& lists, size_t list, const float* query, const IdSet* include,
              TopHits& hits) {
  const Scan scan{query,   lists.dims(), lists.vectors(list), lists.ids(list), lists.length(list), list,
                  include, hits};
  if (scan.length == 0) return;
#ifdef SEGUE_AVX2_SCAN
  static const bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (hasAvx2) return scanWithAvx2(scan);
#endif
  scanPortably(scan);
}

}  // namespace segue
