#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "csv_writer.hpp"

/// The three years of business, and how many orders each day gets.
namespace selfopt::retail {

inline constexpr Day k_first_day = std::chrono::year{2022} / 1 / 1;
inline constexpr Day k_last_day = std::chrono::year{2024} / 12 / 31;
inline constexpr int k_days = (k_last_day - k_first_day).count() + 1;

/// \returns the public holiday of \p day, or ""
std::string_view holiday_name(Day day);

/// \returns for example 20240229
std::uint64_t date_key(Day day);

/// Splits \p orders over the days: more on Fridays and Saturdays, in November and December, and
/// each year; next to none on holidays.
/// \param visit receives each day in order with the index of its first order and their number
void for_each_day(std::uint64_t orders,
                  const std::function<void(Day, std::uint64_t first, std::uint64_t count)>& visit);

/// \returns when the order \p index of \p count comes in on a day, in seconds since midnight: later
///          for a higher index, most at noon and after work.
/// \param jitter 20 random bits that place it within its share of the day
std::uint64_t second_of_day(std::uint64_t index, std::uint64_t count, std::uint64_t jitter);

void write_dates(CsvWriter& csv);

}  // namespace selfopt::retail
