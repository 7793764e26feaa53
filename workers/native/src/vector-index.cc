#include "vector-index.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <utility>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "inner-product-scan.h"
#include "top-hits.h"

namespace segue {
namespace {

using Reading = std::shared_lock<FairSharedMutex>;
using Writing = std::unique_lock<FairSharedMutex>;

/// Queries that pass over a list of an exact index before the next list is read.
constexpr size_t kQueriesTogether = 16;
/// From this size on, memory is given back to the system when an index goes, which takes some milliseconds.
constexpr size_t kLargeBytes = size_t(8) << 20;

TopHits rowOf(VectorIndex::Hits hits, size_t row) {
  return TopHits(hits.k, hits.scores + row * hits.k, hits.ids + row * hits.k);
}

}  // namespace

VectorIndex::VectorIndex(StoredIndex stored)
    : lists_(std::move(stored.lists)), centroids_(std::move(stored.centroids)), places_(lists_) {}

VectorIndex::~VectorIndex() {
#ifdef __GLIBC__
  const bool isLarge = lists_.count() * lists_.dims() * sizeof(float) > kLargeBytes;
  lists_ = PostingLists(lists_.dims());
  // The lists are small blocks: the allocator would keep them for a thread that may never ask for so much
  // again.
  if (isLarge) malloc_trim(0);
#endif
}

VectorIndex::Info VectorIndex::info() const {
  Reading reading(mutex_);
  return {lists_.count(), lists_.dims(), centroids_ ? lists_.size() : 0};
}

void VectorIndex::search(size_t n, const float* queries, size_t nprobe, const IdSet* include,
                         Hits hits) const {
  Reading reading(mutex_);
  for (size_t row = 0; row < n; row++) rowOf(hits, row).clear();
  if (centroids_) {
    searchNearest(n, queries, nprobe, include, hits);
  } else {
    searchAll(n, queries, include, hits);
  }
  finish(n, hits);
}

void VectorIndex::searchAll(size_t n, const float* queries, const IdSet* include, Hits hits) const {
  for (size_t first = 0; first < n; first += kQueriesTogether) {
    const size_t end = std::min(n, first + kQueriesTogether);
    for (size_t list = 0; list < lists_.size(); list++) {
      for (size_t row = first; row < end; row++) {
        TopHits best = rowOf(hits, row);
        scanList(lists_, list, queries + row * dims(), include, best);
      }
    }
  }
}

void VectorIndex::searchNearest(size_t n, const float* queries, size_t nprobe, const IdSet* include,
                                Hits hits) const {
  for (size_t row = 0; row < n; row++) {
    const float* query = queries + row * dims();
    TopHits best = rowOf(hits, row);
    for (int64_t list : nearestLists(query, nprobe)) scanList(lists_, size_t(list), query, include, best);
  }
}

/// The lists whose centroids are nearest, best first; centroids never change.
std::vector<int64_t> VectorIndex::nearestLists(const float* query, size_t nprobe) const {
  const size_t k = std::min(std::max<size_t>(nprobe, 1), lists_.size());
  std::vector<float> scores(k);
  std::vector<int64_t> lists(k);
  TopHits best(k, scores.data(), lists.data());
  best.clear();
  scanList(*centroids_, 0, query, nullptr, best);
  best.sort();
  lists.erase(std::remove(lists.begin(), lists.end(), TopHits::kNone), lists.end());
  for (int64_t& list : lists) list = int64_t(TopHits::unpack(list).offset);
  return lists;
}

/// Sorts the hits and turns their places into ids and vectors.
void VectorIndex::finish(size_t n, Hits hits) const {
  for (size_t row = 0; row < n; row++) rowOf(hits, row).sort();
  for (size_t i = 0; i < n * hits.k; i++) {
    float* vector = hits.vectors + i * dims();
    if (hits.ids[i] == TopHits::kNone) {
      std::fill_n(vector, dims(), 0.f);
      continue;
    }
    const Place place = TopHits::unpack(hits.ids[i]);
    hits.ids[i] = lists_.id(place);
    std::copy_n(lists_.vector(place), dims(), vector);
  }
}

void VectorIndex::read(size_t n, const int64_t* ids, float* vectors) const {
  Reading reading(mutex_);
  for (size_t i = 0; i < n; i++) {
    Place place;
    if (!places_.find(ids[i], place)) {
      throw std::invalid_argument("The index holds no vector with id " + std::to_string(ids[i]) + ".");
    }
    std::copy_n(lists_.vector(place), dims(), vectors + i * dims());
  }
}

void VectorIndex::put(size_t n, const float* vectors, const int64_t* ids) {
  // Which list is nearest takes most of the time, and no reader is kept out for it.
  std::vector<size_t> target(n);
  for (size_t i = 0; centroids_ && i < n; i++)
    target[i] = size_t(nearestLists(vectors + i * dims(), 1).at(0));

  Writing writing(mutex_);
  places_.reserve(n, centroids_ ? 0 : n / kExactListLength + 2);
  if (centroids_) {
    std::vector<size_t> more(lists_.size());
    for (size_t list : target) more[list]++;
    for (size_t list = 0; list < more.size(); list++) lists_.reserve(list, more[list]);
  }
  for (size_t i = 0; i < n; i++) {
    removeId(ids[i]);
    const size_t list = centroids_ ? target[i] : openList();
    lists_.append(list, ids[i], vectors + i * dims());
    places_.insert(ids[i], list);
  }
}

size_t VectorIndex::remove(size_t n, const int64_t* ids) {
  Writing writing(mutex_);
  size_t removed = 0;
  for (size_t i = 0; i < n; i++) removed += removeId(ids[i]);
  return removed;
}

/// The list of an exact index that takes the next vector: the last, until it is full.
size_t VectorIndex::openList() {
  if (lists_.size() == 0 || lists_.length(lists_.size() - 1) >= kExactListLength) {
    lists_.addList({}, {});
    lists_.reserve(lists_.size() - 1, kExactListLength);
  }
  return lists_.size() - 1;
}

size_t VectorIndex::removeId(int64_t id) {
  size_t removed = 0;
  while (removeOne(id)) removed++;  // a file may hold an id twice
  return removed;
}

/// The last vector takes the place of the one that goes: of its list, or of all lists, so that those of an
/// exact index but the last stay full.
bool VectorIndex::removeOne(int64_t id) {
  Place place;
  if (!places_.remove(id, place)) return false;
  size_t list = place.list;
  if (!centroids_) {
    list = lists_.size() - 1;
    while (lists_.length(list) == 0) list--;
  }
  const Place last{list, lists_.length(list) - 1};
  const int64_t moved = lists_.id(last);
  if (last.list != place.list) {
    Place found;
    places_.remove(moved, found);
  }
  if (last.list != place.list || last.offset != place.offset)
    lists_.replace(place, moved, lists_.vector(last));
  lists_.removeLast(last.list);
  if (last.list != place.list) places_.insert(moved, place.list);
  return true;
}

}  // namespace segue
