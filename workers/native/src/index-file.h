#pragma once

#include <string>

#include "vector-index.h"

namespace segue {

/// Reads a file of FAISS with an IndexIVFFlat or an IndexIDMap of an IndexFlat, under inner product. What
/// passes is consistent; whether its floats are those that were written only a checksum can tell, so check
/// that first: FAISS leaks what it has read of a file that is refused.
/// @throws std::runtime_error where the file cannot be read, or is another index
StoredIndex readIndexFile(const std::string& name);

}  // namespace segue
