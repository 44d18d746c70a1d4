#include "etl/type_lattice.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

namespace selfopt::etl {
namespace {

// PostgreSQL's limits of numeric(p,s).
constexpr int k_max_precision = 1000;
// More digits after the point than people write: a binary fraction printed out, not an amount.
constexpr int k_max_written_scale = 10;

template <typename Int>
bool fits(std::int64_t smallest, std::int64_t largest) {
  return smallest >= std::numeric_limits<Int>::min() && largest <= std::numeric_limits<Int>::max();
}

bool is_single(DateFormats formats) {
  return formats != 0 && (formats & (formats - 1)) == 0;
}

}  // namespace

std::string sql_type(const ColumnType& type) {
  switch (type.id) {
    case TypeId::boolean:
      return "boolean";
    case TypeId::smallint:
      return "smallint";
    case TypeId::integer:
      return "integer";
    case TypeId::bigint:
      return "bigint";
    case TypeId::numeric:
      return type.precision == 0 ? "numeric"
                                 : fmt::format("numeric({},{})", type.precision, type.scale);
    case TypeId::real:
      return "real";
    case TypeId::double_precision:
      return "double precision";
    case TypeId::date:
      return "date";
    case TypeId::timestamp:
      return "timestamp";
    case TypeId::timestamptz:
      return "timestamptz";
    case TypeId::time:
      return "time";
    case TypeId::interval:
      return "interval";
    case TypeId::uuid:
      return "uuid";
    case TypeId::inet:
      return "inet";
    case TypeId::text:
      return type.max_characters == 0 ? "text" : fmt::format("varchar({})", type.max_characters);
    case TypeId::jsonb:
      return "jsonb";
  }
  return "text";
}

void ColumnEvidence::observe(std::string_view value) {
  if (m_family == Family::text) return;
  if (m_family == Family::unknown) m_family = family_of(value);
  if (!observe_in_family(value)) m_family = Family::text;
}

ColumnEvidence::Family ColumnEvidence::family_of(std::string_view value) {
  Decimal decimal;
  double number = 0;
  bool truth = false;
  BooleanForm form{};
  Moment moment;
  std::int64_t time = 0;
  Interval interval;
  Address address;
  std::array<unsigned char, 16> uuid{};
  if (parse_decimal(value, decimal) || parse_real(value, number) || parse_special(value, number))
    return Family::number;
  if (parse_moment(value, k_all_dates, moment)) return Family::moment;
  if (parse_time(value, time) || parse_interval(value, interval)) return Family::time;
  if (parse_boolean(value, truth, form)) return Family::boolean;
  if (parse_uuid(value, uuid.data())) return Family::uuid;
  if (parse_address(value, address)) return Family::address;
  if (is_json_document(value)) return Family::json;
  return Family::text;
}

bool ColumnEvidence::observe_in_family(std::string_view value) {
  Address address;
  std::array<unsigned char, 16> uuid{};
  switch (m_family) {
    case Family::boolean:
      return observe_boolean(value);
    case Family::number:
      return observe_number(value);
    case Family::moment:
      return observe_moment(value);
    case Family::time:
      return observe_time(value);
    case Family::uuid:
      return parse_uuid(value, uuid.data());
    case Family::address:
      return parse_address(value, address);
    case Family::json:
      return is_json_document(value);
    case Family::unknown:
    case Family::text:
      return false;
  }
  return false;
}

bool ColumnEvidence::observe_boolean(std::string_view value) {
  bool truth = false;
  BooleanForm form{};
  if (!parse_boolean(value, truth, form)) return false;
  m_boolean_forms = static_cast<std::uint8_t>(m_boolean_forms | static_cast<unsigned>(form));
  return true;
}

bool ColumnEvidence::observe_number(std::string_view value) {
  std::int64_t integer = 0;
  if (parse_integer(value, integer)) {
    m_smallest = m_finite ? std::min(m_smallest, integer) : integer;
    m_largest = m_finite ? std::max(m_largest, integer) : integer;
    m_finite = true;
    const auto digits = static_cast<int>(value.size()) - (integer < 0 ? 1 : 0);
    if (integer != 0) m_whole_digits = std::max(m_whole_digits, digits);
    double ignored = 0;
    if (digits > 15 && m_double_exact) m_double_exact = parse_real(value, ignored);
    return true;
  }
  Decimal decimal;
  double real = 0;
  if (parse_decimal(value, decimal)) {
    m_finite = true;
    m_point |= decimal.has_point;
    m_beyond_64_bits |= !decimal.has_point;
    m_whole_digits = std::max(m_whole_digits, static_cast<int>(decimal.whole.size()));
    m_scale = std::max(m_scale, static_cast<int>(decimal.fraction.size()));
    if (m_double_exact && decimal.significant_digits() > 15)
      m_double_exact = parse_real(value, real);
    return true;
  }
  if (parse_special(value, real)) return m_special = true;
  m_exponent = true;
  m_finite = true;
  return parse_real(value, real);
}

bool ColumnEvidence::observe_moment(std::string_view value) {
  Moment moment;
  if (!parse_moment(value, m_formats, moment)) return false;
  m_formats = moment.formats;
  m_has_time |= moment.has_time;
  m_has_zone |= moment.has_zone;
  m_lacks_zone |= !moment.has_zone;
  return !(m_has_zone && m_lacks_zone);
}

// Times of the day are spans of time as well, so one that is longer than a day makes them all so.
bool ColumnEvidence::observe_time(std::string_view value) {
  std::int64_t time = 0;
  if (parse_time(value, time)) return true;
  Interval interval;
  if (!parse_interval(value, interval)) return false;
  m_beyond_a_day = true;
  return true;
}

void ColumnEvidence::join(const ColumnEvidence& other) {
  if (other.m_family == Family::unknown || m_family == Family::text) return;
  if (m_family == Family::unknown) {
    *this = other;
    return;
  }
  if (m_family != other.m_family) {
    m_family = Family::text;
    return;
  }
  m_boolean_forms = static_cast<std::uint8_t>(m_boolean_forms | other.m_boolean_forms);
  m_beyond_a_day |= other.m_beyond_a_day;
  join_numbers(other);
  if (m_family == Family::moment && !join_moments(other)) m_family = Family::text;
}

void ColumnEvidence::join_numbers(const ColumnEvidence& other) {
  if (other.m_finite) {
    m_smallest = m_finite ? std::min(m_smallest, other.m_smallest) : other.m_smallest;
    m_largest = m_finite ? std::max(m_largest, other.m_largest) : other.m_largest;
  }
  m_finite |= other.m_finite;
  m_special |= other.m_special;
  m_exponent |= other.m_exponent;
  m_point |= other.m_point;
  m_double_exact &= other.m_double_exact;
  m_beyond_64_bits |= other.m_beyond_64_bits;
  m_whole_digits = std::max(m_whole_digits, other.m_whole_digits);
  m_scale = std::max(m_scale, other.m_scale);
}

// \returns whether some way to read them remains
bool ColumnEvidence::join_moments(const ColumnEvidence& other) {
  m_formats = static_cast<DateFormats>(m_formats & other.m_formats);
  m_has_time |= other.m_has_time;
  m_has_zone |= other.m_has_zone;
  m_lacks_zone |= other.m_lacks_zone;
  return m_formats != 0 && !(m_has_zone && m_lacks_zone);
}

ColumnType ColumnEvidence::type() const {
  switch (m_family) {
    case Family::boolean:
      return boolean_type();
    case Family::number:
      return number_type();
    case Family::moment:
      return moment_type();
    case Family::time:
      return {.id = m_beyond_a_day ? TypeId::interval : TypeId::time};
    case Family::uuid:
      return {.id = TypeId::uuid};
    case Family::address:
      return {.id = TypeId::inet};
    case Family::json:
      return {.id = TypeId::jsonb};
    case Family::unknown:
    case Family::text:
      return {};
  }
  return {};
}

// A column of F alone may be the women of a list, and one of NO alone Norway: single letters, yes
// and no count only when their opposite is there, and only among themselves.
ColumnType ColumnEvidence::boolean_type() const {
  const auto has = [this](BooleanForm form) {
    return (m_boolean_forms & static_cast<unsigned>(form)) != 0;
  };
  const bool true_false = has(BooleanForm::t) || has(BooleanForm::f) || has(BooleanForm::word_true);
  const bool yes_no = has(BooleanForm::yes) || has(BooleanForm::no);
  if (true_false == yes_no) return {};
  const bool believed =
      yes_no ? has(BooleanForm::yes) && has(BooleanForm::no)
             : has(BooleanForm::word_true) || (has(BooleanForm::t) && has(BooleanForm::f));
  return believed ? ColumnType{.id = TypeId::boolean} : ColumnType{};
}

ColumnType ColumnEvidence::number_type() const {
  if (!m_finite) return {};
  const ColumnType real{.id = TypeId::double_precision};
  if (m_special || m_exponent) return m_double_exact ? real : ColumnType{};
  if (!m_point && !m_beyond_64_bits) {
    if (fits<std::int16_t>(m_smallest, m_largest)) return {.id = TypeId::smallint};
    if (fits<std::int32_t>(m_smallest, m_largest)) return {.id = TypeId::integer};
    return {.id = TypeId::bigint};
  }
  if (m_scale > k_max_written_scale && m_double_exact) return real;
  const int precision = std::max(m_whole_digits + m_scale, 1);
  if (precision > k_max_precision) return {};
  return {.id = TypeId::numeric, .precision = precision, .scale = m_scale};
}

ColumnType ColumnEvidence::moment_type() const {
  if (!is_single(m_formats)) return {};
  const TypeId id = !m_has_time  ? TypeId::date
                    : m_has_zone ? TypeId::timestamptz
                                 : TypeId::timestamp;
  return {.id = id, .formats = m_formats};
}

bool ColumnEvidence::has_undecided_dates() const {
  return m_family == Family::moment && !is_single(m_formats);
}

}  // namespace selfopt::etl
