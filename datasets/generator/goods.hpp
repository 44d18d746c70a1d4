#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace selfopt::retail {

/// A kind of goods; it decides the price range.
struct Subcategory {
  std::string_view name;
  std::array<std::string_view, 3> nouns;
  int least_cents;
  int greatest_cents;
};

/// A department. Each brand belongs to one.
struct Category {
  std::string_view name;
  std::array<Subcategory, 4> subcategories;
  std::array<std::string_view, 6> brands;
  unsigned first_month;  ///< of its season, which may run over the end of the year
  unsigned last_month;
  unsigned off_season_per_mille;  ///< of the demand in season
};

inline constexpr std::size_t k_categories = 8;

/// \param index in [0, k_categories)
const Category& category_at(std::size_t index);

}  // namespace selfopt::retail
