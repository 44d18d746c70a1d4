#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "etl/parse_value.hpp"

namespace selfopt::etl {
namespace {

// A double gives back any decimal number of so many digits; beyond, it has to be tried.
constexpr int k_safe_digits = 15;
constexpr int k_most_digits = 17;

bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && std::ranges::equal(text, lower, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
         });
}

// Digits of a number without sign, point, exponent, leading and trailing zeros.
int plain_digits(std::string_view text, std::array<char, 40>& digits) {
  std::size_t count = 0;
  for (const char c : text.substr(0, text.find_first_of("eE")))
    if (is_digit(c) && (count > 0 || c != '0') && count < digits.size()) digits[count++] = c;
  while (count > 0 && digits[count - 1] == '0')
    --count;
  return static_cast<int>(count);
}

// Whether value, written with as many digits as the text has, gives the same digits.
bool gives_back(double value, std::string_view text) {
  std::array<char, 40> wanted{};
  const int count = plain_digits(text, wanted);
  if (count <= k_safe_digits) return true;
  if (count > k_most_digits) return false;
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::scientific, count - 1)
                       .ptr;
  const std::string_view written(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  std::array<char, 40> got{};
  return plain_digits(written, got) == count &&
         std::equal(wanted.begin(), wanted.begin() + count, got.begin());
}

// "[-]digits[.digits][e[+-]digits]" without a leading zero before another digit.
bool is_real(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  const std::size_t exponent = text.find_first_of("eE");
  Decimal ignored;
  if (text.empty() || text.front() == '-' || !parse_decimal(text.substr(0, exponent), ignored))
    return false;
  if (exponent == std::string_view::npos) return true;
  text.remove_prefix(exponent + 1);
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

}  // namespace

int Decimal::significant_digits() const {
  std::string_view rest = fraction;
  if (whole.empty()) rest.remove_prefix(std::min(rest.find_first_not_of('0'), rest.size()));
  return static_cast<int>(whole.size() + rest.size());
}

bool parse_decimal(std::string_view text, Decimal& value) {
  value = {};
  if (!text.empty() && text.front() == '-') {
    value.negative = true;
    text.remove_prefix(1);
  }
  std::size_t whole = 0;
  while (whole < text.size() && is_digit(text[whole]))
    ++whole;
  if (whole > 1 && text[0] == '0') return false;
  value.whole = text.substr(0, whole);
  if (value.whole == "0") value.whole = {};
  if (whole == text.size()) return whole > 0 && !(value.negative && value.whole.empty());
  if (text[whole] != '.') return false;
  value.has_point = true;
  value.fraction = text.substr(whole + 1);
  return !value.fraction.empty() && std::ranges::all_of(value.fraction, is_digit);
}

bool parse_real(std::string_view text, double& value) {
  if (!is_real(text)) return false;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  return status == std::errc() && end == text.data() + text.size() && std::isfinite(value) &&
         gives_back(value, text);
}

bool parse_special(std::string_view text, double& value) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (equals_ignoring_case(text, "nan") && !negative) {
    value = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  if (!equals_ignoring_case(text, "inf") && !equals_ignoring_case(text, "infinity")) return false;
  value =
      negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  return true;
}

bool parse_boolean(std::string_view text, bool& value, BooleanForm& form) {
  if (text.empty() || text.size() > 5) return false;
  const auto is = [&](std::string_view letter, std::string_view word, BooleanForm short_form,
                      BooleanForm long_form, bool meaning) {
    const bool is_letter = equals_ignoring_case(text, letter);
    if (!is_letter && !equals_ignoring_case(text, word)) return false;
    value = meaning;
    form = is_letter ? short_form : long_form;
    return true;
  };
  return is("t", "true", BooleanForm::t, BooleanForm::word_true, true) ||
         is("f", "false", BooleanForm::f, BooleanForm::word_true, false) ||
         is("y", "yes", BooleanForm::yes, BooleanForm::yes, true) ||
         is("n", "no", BooleanForm::no, BooleanForm::no, false);
}

}  // namespace selfopt::etl
