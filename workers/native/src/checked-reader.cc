#include "checked-reader.h"

#include <algorithm>
#include <cstring>

namespace segue {
namespace {

/// Fills fields of FAISS's headers, and is let through as a count would be that the file cannot hold.
constexpr uint64_t kFiller = uint64_t(1) << 20;
constexpr size_t kRememberedNumbers = 1024;

bool isTag(const char* tag, const char* wanted) {
  return std::memcmp(tag, wanted, 4) == 0;
}

uint64_t numberAt(const uint8_t* bytes, size_t i) {
  uint64_t number;
  std::memcpy(&number, bytes + 8 * i, 8);
  return number;
}

}  // namespace

size_t CheckedReader::operator()(void* target, size_t size, size_t count) {
  const bool isAfterFiller = isAfterFiller_;
  isAfterFiller_ = false;
  if (count == 0) return 0;
  requireSound(size <= left_ && count <= left_ / size, "it ends too early");
  requireSound(std::fread(target, size, count, file_) == count, "it cannot be read to its end");
  left_ -= size * count;

  if (size == 4 && count == 1) {
    seeTag(static_cast<char*>(target));
  } else if (size == 8) {
    seeNumbers(static_cast<const uint8_t*>(target), count);
  } else if (size == 1 && count == 1) {
    // Flags are read into bools, which must not hold anything else; only a header's can be told from small
    // enums.
    requireSound(*static_cast<const uint8_t*>(target) <= (isAfterFiller ? 1 : 2), "a flag is out of range");
  }
  return count;
}

void CheckedReader::seeTag(char* tag) {
  // FAISS makes the table of an IDMap2 from as many ids as the header announces, however many it has read. It
  // reads an IDMap instead, which is the same without the table.
  if (isFirstTag_ && isTag(tag, "IxM2")) std::memcpy(tag, "IxMp", 4);
  isFirstTag_ = false;
  if (isTag(tag, "ilar")) {
    expect_ = Expect::kListCount;
  } else if (isTag(tag, "full") || isTag(tag, "sprs")) {
    expect_ = Expect::kSizesCount;
    stride_ = isTag(tag, "full") ? 1 : 2;  // sprs: pairs of list number, size
  }
}

void CheckedReader::seeNumbers(const uint8_t* bytes, size_t count) {
  if (expect_ == Expect::kSizes) {
    checkSizes(bytes, count);
    expect_ = Expect::kAnything;
    return;
  }
  if (count != 1) return;
  const uint64_t number = numberAt(bytes, 0);
  if (expect_ == Expect::kListCount) {
    // The inverted lists repeat nlist of the header before them.
    requireSound(std::find(numbers_.begin(), numbers_.end(), number) != numbers_.end(),
                 "its list counts differ");
    expect_ = Expect::kAnything;
    return;
  }
  // Everything that is counted takes a byte of the file or more. Not every number is a count: settings are
  // small, and the code size of blocked lists is -1, which FAISS refuses as a count itself.
  requireSound(number <= left_ || number <= kFiller || number == UINT64_MAX,
               "a count exceeds the size of the file");
  isAfterFiller_ = number == kFiller;
  if (numbers_.size() < kRememberedNumbers) numbers_.push_back(number);
  if (expect_ == Expect::kSizesCount) expect_ = number > 0 ? Expect::kSizes : Expect::kAnything;
}

void CheckedReader::checkSizes(const uint8_t* bytes, size_t count) const {
  requireSound(count % stride_ == 0, "its list sizes do not come in pairs");
  uint64_t ids = 0;
  for (size_t i = stride_ - 1; i < count; i += stride_) {
    const uint64_t size = numberAt(bytes, i);
    requireSound(size <= left_ / 8 && (ids += size) <= left_ / 8, "its lists exceed the size of the file");
  }
}

}  // namespace segue
