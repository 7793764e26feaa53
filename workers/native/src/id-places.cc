#include "id-places.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace segue {
namespace {

constexpr uint32_t kEmpty = UINT32_MAX, kGone = UINT32_MAX - 1;
constexpr int kMaxListBits = 24;
constexpr double kMaxLoad = 0.94, kLoadAfterRebuild = 0.88;

/// The finalizer of SplitMix64: ids are often consecutive numbers.
uint64_t hashOf(int64_t id) {
  uint64_t hash = uint64_t(id) + 0x9e3779b97f4a7c15u;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
  return hash ^ (hash >> 31);
}

}  // namespace

IdPlaces::IdPlaces(const PostingLists& lists) : lists_(lists) {
  rebuild(0, 0);
}

size_t IdPlaces::homeOf(int64_t id) const {
  return ((hashOf(id) >> 32) * slots_.size()) >> 32;
}

uint32_t IdPlaces::wordOf(int64_t id, size_t list) const {
  return uint32_t(hashOf(id) << listBits_) | uint32_t(list);
}

void IdPlaces::reserve(size_t moreIds, size_t moreLists) {
  // Two numbers more, so that kEmpty and kGone are no list.
  const bool fits = lists_.size() + moreLists + 2 <= (size_t(1) << listBits_);
  if (!fits || used_ + moreIds > slots_.size() * kMaxLoad) rebuild(moreIds, moreLists);
}

void IdPlaces::insert(int64_t id, size_t list) {
  size_t slot = homeOf(id);
  while (slots_[slot] != kEmpty && slots_[slot] != kGone) slot = next(slot);
  used_ += slots_[slot] == kEmpty;
  slots_[slot] = wordOf(id, list);
}

bool IdPlaces::find(int64_t id, Place& place) const {
  size_t slot;
  return find(id, place, slot);
}

bool IdPlaces::remove(int64_t id, Place& place) {
  size_t slot;
  if (!find(id, place, slot)) return false;
  // Another id may have put this very word here; then that one finds its own by the word that was ours.
  slots_[slot] = slots_[next(slot)] == kEmpty ? kEmpty : kGone;
  used_ -= slots_[slot] == kEmpty;
  return true;
}

bool IdPlaces::find(int64_t id, Place& place, size_t& slot) const {
  const uint32_t wanted = wordOf(id, 0), mask = (uint32_t(1) << listBits_) - 1;
  for (slot = homeOf(id); slots_[slot] != kEmpty; slot = next(slot)) {
    place.list = slots_[slot] & mask;
    if ((slots_[slot] & ~mask) == wanted && place.list < lists_.size() && findInList(id, place)) return true;
  }
  return false;
}

bool IdPlaces::findInList(int64_t id, Place& place) const {
  const int64_t* first = lists_.ids(place.list);
  const size_t length = lists_.length(place.list);
  place.offset = size_t(std::find(first, first + length, id) - first);
  return place.offset < length;
}

void IdPlaces::rebuild(size_t moreIds, size_t moreLists) {
  while (lists_.size() + moreLists + 2 > (size_t(1) << listBits_)) listBits_++;
  const double size = double(lists_.count() + moreIds) / kLoadAfterRebuild + 64;
  if (listBits_ > kMaxListBits || size > std::numeric_limits<uint32_t>::max()) {
    throw std::length_error("The index has too many vectors for its id table.");
  }
  std::vector<uint32_t> fresh(size_t(size), kEmpty);
  slots_.swap(fresh);
  used_ = 0;
  for (size_t list = 0; list < lists_.size(); list++) {
    for (size_t i = 0; i < lists_.length(list); i++) insert(lists_.ids(list)[i], list);
  }
}

}  // namespace segue
