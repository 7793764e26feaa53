#pragma once

#include <cstddef>

#include "id-set.h"
#include "posting-lists.h"
#include "top-hits.h"

namespace segue {

/// Offers every vector of a list to `hits` by its inner product with `query`; only ids of `include`, where
/// there is one. FAISS calls a function for each vector, which for a few dozen numbers takes longer than the
/// product.
void scanList(const PostingLists& lists, size_t list, const float* query, const IdSet* include,
              TopHits& hits);

}  // namespace segue
