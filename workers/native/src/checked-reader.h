#pragma once

#include <faiss/impl/io.h>

#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace segue {

/// @throws std::runtime_error that says what is wrong with the file, unless `isSound`
inline void requireSound(bool isSound, const char* problem) {
  if (!isSound)
    throw std::runtime_error(std::string("The index file is corrupt or truncated: ") + problem + ".");
}

/// Reads a file for FAISS without trusting its bytes: FAISS takes memory by counts that it finds in a file
/// before it looks whether the file has that much. Follows the stream just closely enough to know counts,
/// each of which FAISS reads as a lone number of 8 bytes.
class CheckedReader : public faiss::IOReader {
 public:
  /// `size` in bytes, from where the file is now.
  CheckedReader(std::FILE* file, uint64_t size) : file_(file), left_(size) {}

  size_t operator()(void* target, size_t size, size_t count) override;
  bool atEnd() const { return left_ == 0; }

 private:
  enum class Expect { kAnything, kListCount, kSizesCount, kSizes };

  void seeTag(char* tag);
  void seeNumbers(const uint8_t* bytes, size_t count);
  void checkSizes(const uint8_t* bytes, size_t count) const;

  std::FILE* file_;
  uint64_t left_;
  bool isFirstTag_ = true;
  bool isAfterFiller_ = false;
  Expect expect_ = Expect::kAnything;
  size_t stride_ = 1;
  std::vector<uint64_t> numbers_;
};

}  // namespace segue
