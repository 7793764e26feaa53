#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "fair-shared-mutex.h"
#include "id-places.h"
#include "id-set.h"
#include "posting-lists.h"

namespace segue {

/// Vectors in a list of an exact index: they stay in the cache while a batch of queries passes over them, and
/// an id is found among them in no time.
inline constexpr size_t kExactListLength = 512;

/// What an index file holds: the lists of an IndexIVFFlat with their centroids, or an exact index, which has
/// none.
struct StoredIndex {
  PostingLists lists;
  std::optional<PostingLists> centroids;  // one list, the ids are numbers of lists
};

/// An index in memory under inner product, free of Node-API. Reads run side by side, changes run alone.
class VectorIndex {
 public:
  struct Info {
    size_t count;
    size_t dims;
    size_t nlist;  // 0: every vector is compared
  };
  /// Row-major arrays of the caller's: n × k scores and ids, n × k × dims vectors.
  struct Hits {
    size_t k;
    float* scores;
    int64_t* ids;
    float* vectors;
  };

  explicit VectorIndex(StoredIndex stored);
  ~VectorIndex();
  VectorIndex(const VectorIndex&) = delete;
  VectorIndex& operator=(const VectorIndex&) = delete;

  Info info() const;
  size_t dims() const { return lists_.dims(); }  // never changes, so it needs no lock

  /// The k best for each query, of `include` where given, best first. A row with fewer ends in id -1 and
  /// vectors of zeros. `nprobe` lists are looked into; an exact index takes no notice of it.
  void search(size_t n, const float* queries, size_t nprobe, const IdSet* include, Hits hits) const;
  /// @throws std::invalid_argument for an unknown id
  void read(size_t n, const int64_t* ids, float* vectors) const;
  /// Adds vectors; one whose id is there replaces it.
  void put(size_t n, const float* vectors, const int64_t* ids);
  /// Returns how many of the ids were there.
  size_t remove(size_t n, const int64_t* ids);

 private:
  void searchAll(size_t n, const float* queries, const IdSet* include, Hits hits) const;
  void searchNearest(size_t n, const float* queries, size_t nprobe, const IdSet* include, Hits hits) const;
  std::vector<int64_t> nearestLists(const float* query, size_t nprobe) const;
  void finish(size_t n, Hits hits) const;
  size_t openList();
  size_t removeId(int64_t id);
  bool removeOne(int64_t id);

  PostingLists lists_;
  const std::optional<PostingLists> centroids_;
  IdPlaces places_;
  mutable FairSharedMutex mutex_;
};

}  // namespace segue
