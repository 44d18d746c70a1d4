#pragma once

#include <array>
#include <cstdint>

namespace selfopt::etl {

constexpr std::int64_t k_second_us = 1'000'000;
constexpr std::int64_t k_day_us = 24 * 3600 * k_second_us;

inline bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/// \returns whether there is such a day in the years 1 to 9999.
inline bool is_day(int year, int month, int day) {
  constexpr std::array<int, 13> k_days{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
         day <= k_days[static_cast<std::size_t>(month)] &&
         (month != 2 || day < 29 || is_leap(year));
}

/// \returns days since 2000-01-01. Howard Hinnant's days_from_civil: years begin in March.
inline std::int32_t day_number(int year, int month, int day) {
  constexpr std::int32_t k_epoch_days = 730'425;  // from 0000-03-01 to 2000-01-01
  if (month <= 2) --year;
  const int era = year / 400;
  const int of_era = year - era * 400;
  const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - k_epoch_days;
}

}  // namespace selfopt::etl
