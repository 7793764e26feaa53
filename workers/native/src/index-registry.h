#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "vector-index.h"

namespace segue {

/// The open indexes of the process by their handles: JavaScript threads share no objects, but numbers. A call
/// holds the index that it uses, so one that is closed meanwhile goes when the last call is over.
class IndexRegistry {
 public:
  /// Lives as long as the process: a thread that ends must not take the table along.
  static IndexRegistry& get() {
    static auto* registry = new IndexRegistry();
    return *registry;
  }

  uint64_t add(std::shared_ptr<VectorIndex> index) {
    std::lock_guard<std::mutex> guard(mutex_);
    indexes_.emplace(++last_, std::move(index));
    return last_;
  }

  /// @throws std::invalid_argument for a handle that is not open
  std::shared_ptr<VectorIndex> find(uint64_t handle) {
    std::lock_guard<std::mutex> guard(mutex_);
    const auto entry = indexes_.find(handle);
    if (entry == indexes_.end())
      throw std::invalid_argument("No index is open under this handle; it was released.");
    return entry->second;
  }

  bool remove(uint64_t handle) {
    std::shared_ptr<VectorIndex> last;  // freed after the lock: an index can take a while
    std::lock_guard<std::mutex> guard(mutex_);
    const auto entry = indexes_.find(handle);
    if (entry == indexes_.end()) return false;
    last = std::move(entry->second);
    indexes_.erase(entry);
    return true;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<uint64_t, std::shared_ptr<VectorIndex>> indexes_;
  uint64_t last_ = 0;
};

}  // namespace segue
