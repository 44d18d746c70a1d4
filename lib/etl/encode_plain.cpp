#include "etl/encode_plain.hpp"

#include <algorithm>
#include <bit>

#include "etl/calendar.hpp"

namespace selfopt::etl {
namespace {

// "2024-01-31". \param at 10 readable bytes
bool read_plain_date(const char* at, std::int32_t& days) {
  const std::uint32_t thousands = static_cast<unsigned char>(at[0] - '0');
  const std::uint32_t hundreds = static_cast<unsigned char>(at[1] - '0');
  ThreePairs rest;
  if (thousands > 9 || hundreds > 9 || !read_three_pairs(at + 2, '-', rest)) return false;
  const auto year = static_cast<int>(thousands * 1000 + hundreds * 100 + rest.first);
  const auto month = static_cast<int>(rest.second);
  const auto day = static_cast<int>(rest.third);
  if (!is_day(year, month, day)) return false;
  days = day_number(year, month, day);
  return true;
}

}  // namespace

// At most eight digits before the point and after it: four groups.
char* encode_plain_numeric(const ColumnType& type, std::string_view text, char* out) {
  const bool negative = text.starts_with('-');
  const char* const digits = text.data() + (negative ? 1 : 0);
  const std::size_t size = text.size() - (negative ? 1 : 0);
  if (size - 1 >= 17) return nullptr;
  const std::size_t whole_size = std::min(find_in_8(digits, '.'), size);
  if (whole_size == 0 || whole_size + 1 == size || size - whole_size > 9) return nullptr;
  if (whole_size == 8 && size > 8 && digits[8] != '.') return nullptr;
  const std::size_t scale = whole_size == size ? 0 : size - whole_size - 1;
  const std::uint64_t whole = zeros_before(load_8(digits), whole_size);
  const std::uint64_t fraction = zeros_behind(load_8(digits + whole_size + 1), scale);
  if (!are_digits(whole) || !are_digits(fraction)) return nullptr;
  const bool below_one = *digits == '0';
  if (below_one && (whole_size > 1 || (negative && scale == 0))) return nullptr;
  const auto most_scale = static_cast<std::size_t>(type.scale);
  const auto most_whole = static_cast<std::size_t>(type.precision - type.scale);
  if (type.precision > 0 && (scale > most_scale || (below_one ? 0 : whole_size) > most_whole))
    return nullptr;
  const std::uint64_t groups = two_groups_of(whole) << 32 | two_groups_of(fraction);
  const auto shown = static_cast<std::ptrdiff_t>(type.precision > 0 ? most_scale : scale);
  if (groups == 0) return put_numeric_header(0, 0, false, shown, out);
  const int leading = std::countl_zero(groups) / 16;
  const int stored = 4 - leading - std::countr_zero(groups) / 16;
  out = put_numeric_header(stored, 1 - leading, negative, shown, out);
  put(groups << (16 * leading), out);
  return out + 2 * stored;
}

char* encode_plain_date(std::string_view text, char* out) {
  std::int32_t days = 0;
  if (text.size() != 10 || !read_plain_date(text.data(), days)) return nullptr;
  return put_sized(days, out);
}

char* encode_plain_timestamp(std::string_view text, char* out) {
  std::int32_t days = 0;
  ThreePairs time;
  if (text.size() != 19 || (text[10] != ' ' && text[10] != 'T') ||
      !read_plain_date(text.data(), days) || !read_three_pairs(text.data() + 11, ':', time))
    return nullptr;
  if (time.first > 23 || time.second > 59 || time.third > 59) return nullptr;
  const std::int64_t seconds = (time.first * 60 + time.second) * 60 + time.third;
  return put_sized(days * k_day_us + seconds * k_second_us, out);
}

}  // namespace selfopt::etl
