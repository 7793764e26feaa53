#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "posting-lists.h"

namespace segue {

/// Finds the place of a vector by its id, in 5 bytes a vector; a map from ids to places takes some 40.
///
/// A hash table with linear probing that holds no ids, because the lists do: a slot has the number of a list
/// and, in the bits that are left, some of the id's hash. Whether the id is in that list, and where, the list
/// itself is asked, which is a few hundred numbers in a row. So nothing changes here when a vector moves
/// within its list.
class IdPlaces {
 public:
  explicit IdPlaces(const PostingLists& lists);

  /// Makes room for `more` ids and lists; `insert` cannot fail then.
  void reserve(size_t moreIds, size_t moreLists);
  /// Call it when the vector is in the list.
  void insert(int64_t id, size_t list);
  bool find(int64_t id, Place& place) const;
  /// Forgets an id; call it before the vector is taken out of the list. False where the id is unknown.
  bool remove(int64_t id, Place& place);

 private:
  size_t homeOf(int64_t id) const;
  uint32_t wordOf(int64_t id, size_t list) const;
  size_t next(size_t slot) const { return slot + 1 == slots_.size() ? 0 : slot + 1; }
  bool find(int64_t id, Place& place, size_t& slot) const;
  bool findInList(int64_t id, Place& place) const;
  void rebuild(size_t moreIds, size_t moreLists);

  const PostingLists& lists_;
  std::vector<uint32_t> slots_;
  size_t used_ = 0;  // slots that are not empty
  int listBits_ = 1;
};

}  // namespace segue
