#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace segue {

/// Where a vector is stored.
struct Place {
  size_t list;
  size_t offset;
};

/// Vectors of one length with their ids, in lists. The order within a list means nothing.
class PostingLists {
 public:
  explicit PostingLists(size_t dims) : dims_(dims) {}

  size_t dims() const { return dims_; }
  /// Number of lists.
  size_t size() const { return lists_.size(); }
  /// Number of vectors in all lists.
  size_t count() const { return count_; }
  size_t length(size_t list) const { return lists_[list].ids.size(); }
  const int64_t* ids(size_t list) const { return lists_[list].ids.data(); }
  const float* vectors(size_t list) const {
    return reinterpret_cast<const float*>(lists_[list].bytes.data());
  }
  int64_t id(Place place) const { return lists_[place.list].ids[place.offset]; }
  const float* vector(Place place) const { return vectors(place.list) + place.offset * dims_; }

  /// Adds a list that takes over ids and the bytes of their vectors.
  void addList(std::vector<int64_t> ids, std::vector<uint8_t> bytes) {
    count_ += ids.size();
    lists_.push_back({std::move(ids), std::move(bytes)});
  }

  /// Room for `more` vectors. A list that has to grow grows by a part of itself: doubling, as a vector does
  /// by itself, would leave a quarter of the memory unused.
  void reserve(size_t list, size_t more) {
    List& grown = lists_[list];
    const size_t length = grown.ids.size(), wanted = length + more;
    if (wanted <= grown.ids.capacity() && wanted * bytesEach() <= grown.bytes.capacity()) return;
    const size_t room = wanted > length + length / kSpareShare ? wanted : length + length / kSpareShare;
    grown.ids.reserve(room);
    grown.bytes.reserve(room * bytesEach());
  }

  void append(size_t list, int64_t id, const float* vector) {
    const auto* bytes = reinterpret_cast<const uint8_t*>(vector);
    lists_[list].bytes.insert(lists_[list].bytes.end(), bytes, bytes + bytesEach());
    lists_[list].ids.push_back(id);
    count_++;
  }

  void replace(Place place, int64_t id, const float* vector) {
    lists_[place.list].ids[place.offset] = id;
    std::memcpy(lists_[place.list].bytes.data() + place.offset * bytesEach(), vector, bytesEach());
  }

  void removeLast(size_t list) {
    lists_[list].ids.pop_back();
    lists_[list].bytes.resize(lists_[list].bytes.size() - bytesEach());
    count_--;
  }

 private:
  struct List {
    std::vector<int64_t> ids;
    std::vector<uint8_t> bytes;  // of floats; FAISS has them as bytes too, and gives them away
  };
  static constexpr size_t kSpareShare = 32;

  size_t bytesEach() const { return dims_ * sizeof(float); }

  size_t dims_;
  size_t count_ = 0;
  std::vector<List> lists_;
};

}  // namespace segue
