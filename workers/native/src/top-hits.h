#pragma once

#include <faiss/utils/Heap.h>

#include <cstddef>
#include <cstdint>

#include "posting-lists.h"

namespace segue {

/// The best of the hits that were offered for one query, kept in the caller's arrays of k; worst() is what
/// has to be beaten. Holds packed places until `sort`.
class TopHits {
 public:
  static constexpr int64_t kNone = -1;

  TopHits(size_t k, float* scores, int64_t* places) : k_(k), scores_(scores), places_(places) {}

  void clear() { faiss::heap_heapify<Order>(k_, scores_, places_); }
  float worst() const { return scores_[0]; }
  void replaceWorst(float score, Place place) {
    faiss::heap_replace_top<Order>(k_, scores_, places_, score, pack(place));
  }
  /// Best first; what is left of k has the place kNone.
  void sort() { faiss::heap_reorder<Order>(k_, scores_, places_); }

  static Place unpack(int64_t packed) { return {size_t(packed) >> 32, size_t(packed) & UINT32_MAX}; }

 private:
  using Order = faiss::CMin<float, int64_t>;

  static int64_t pack(Place place) { return int64_t(place.list << 32 | place.offset); }

  size_t k_;
  float* scores_;
  int64_t* places_;
};

}  // namespace segue
