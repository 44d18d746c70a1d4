#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/features.hpp>

namespace selfopt::shapes {

/// One thing that a statement has.
struct Token {
  std::string text;
  double weight = 1;
};
/// Each text once.
using Tokens = std::vector<Token>;

/// What a statement does, to which tables, and how it joins, filters and groups them, as in
/// "table sales", "join sales.product_key", "where sales.ordered_at range", "by product.category".
///
/// A statement has five sides: tables, kind, joins, conditions, groups. Each has a fixed share in
/// the square of the vector's length, whatever the number of its tokens, so that the cosine of two
/// statements is the weighted mean of how much their sides agree, and a statement of ten conditions
/// is still about its tables. The shares were found by trying on made-up workloads whose families
/// are known (scripts/bench-cluster).
Tokens structure_tokens(const Features& features);

/// The words of a normalised statement that are neither SQL's own nor a single letter, lower case,
/// weighted by how often they occur.
Tokens text_tokens(std::string_view normalized_query);

}  // namespace selfopt::shapes
