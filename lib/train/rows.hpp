#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/model.hpp>

namespace selfopt::training {

/// What a model learns from: one statement, or several that look alike to it.
struct Row {
  std::string query_hash;
  std::string family;  ///< kind and tables
  std::vector<float> x;
  double measured = 0;  ///< milliseconds, or 1 for yes and 0 for no
  double y = 0;         ///< what is learned: log(ms + 0.01), or the same 1 and 0
  double weight = 1;    ///< how many statements it stands for
  bool recent = false;  ///< measured after the older model was trained
};
using Rows = std::vector<Row>;

/// \returns what statements of one family have in common, for example "SELECT fact_sales, dim_date"
std::string family_of(const Features& features);

/// Makes one of all rows with the same vector, recent ones and others apart, since a model cannot
/// tell them apart and dlib's forest cannot take them: `y` and `measured` become their means, that
/// of the logarithms and its milliseconds where times are meant.
Rows merge_alike(Rows rows, ModelTarget target);

/// \returns the rows without those that a recent one with the same vector replaces
Rows latest_of(const Rows& rows);

/// \returns a hash of all that is learned from; 16 hex digits
std::string hash_of(const Rows& rows);

/// \returns for each row the number of a group, 0 to \p groups - 1. Rows that \p split keeps
///          together are in one group; groups are about equally large; the same seed gives the
///          same.
std::vector<std::size_t> deal_out(const Rows& rows, Split split, std::size_t groups,
                                  std::uint64_t seed);

/// \returns how many units \p split can deal out: rows, templates or families
std::size_t count_units(const Rows& rows, Split split);

}  // namespace selfopt::training
