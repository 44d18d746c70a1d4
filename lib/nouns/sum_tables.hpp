#pragma once

#include <vector>

#include <selfopt/nouns/catalog.hpp>

namespace selfopt {

/// Makes figures of the whole from those of its parts: partitions, or shards. Statistics of columns
/// that the whole has itself stay.
void sum_tables(Table& whole, const std::vector<const Table*>& parts);

}  // namespace selfopt
