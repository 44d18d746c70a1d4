#pragma once

#include <cstdint>
#include <optional>

#include "calendar.hpp"
#include "world.hpp"

namespace selfopt::retail {

struct Promotion {
  std::uint64_t key;                    ///< in [1, Counts::promotions], in the order of their start
  std::optional<std::size_t> category;  ///< empty: for all goods
  std::uint64_t discount_percent;
  Day starts_on;
  Day ends_on;  ///< the last day

  bool covers(Day day, std::size_t of_category) const {
    return starts_on <= day && day <= ends_on && (!category || *category == of_category);
  }
};

Promotion promotion_at(const World& world, std::uint64_t key);

/// \returns one of the promotions that cover goods of \p category on \p day, if a try finds one
std::optional<Promotion> draw_promotion(const World& world, Random& random, Day day,
                                        std::size_t category);

void write_promotions(const World& world, CsvWriter& csv);

}  // namespace selfopt::retail
