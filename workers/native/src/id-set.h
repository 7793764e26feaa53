#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace segue {

/// A set of ids: a bitmap where they lie close together, which is many times faster to ask, else a sorted
/// list.
class IdSet {
 public:
  IdSet(const int64_t* ids, size_t count) : sorted_(ids, ids + count) {
    std::sort(sorted_.begin(), sorted_.end());
    if (sorted_.empty() || sorted_.front() < 0 || sorted_.back() > int64_t(64 * count + 65536)) return;
    bits_.resize(size_t(sorted_.back()) + 1);
    for (int64_t id : sorted_) bits_[size_t(id)] = true;
  }

  bool has(int64_t id) const {
    if (bits_.empty()) return std::binary_search(sorted_.begin(), sorted_.end(), id);
    return id >= 0 && size_t(id) < bits_.size() && bits_[size_t(id)];
  }

 private:
  std::vector<int64_t> sorted_;
  std::vector<bool> bits_;
};

}  // namespace segue
