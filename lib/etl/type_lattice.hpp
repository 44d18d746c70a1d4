#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "etl/parse_value.hpp"

namespace selfopt::etl {

enum class TypeId : std::uint8_t {
  boolean,
  smallint,
  integer,
  bigint,
  numeric,
  real,  ///< only of tables that exist; never inferred
  double_precision,
  date,
  timestamp,
  timestamptz,
  time,
  interval,
  uuid,
  inet,
  text,
  jsonb,
};

/// A column's type, and how its values are written in the file.
struct ColumnType {
  TypeId id = TypeId::text;
  int precision = 0;                  ///< numeric: digits in all; 0: any number
  int scale = 0;                      ///< numeric: digits after the point
  int max_characters = 0;             ///< text: varchar(n); 0: any number
  DateFormats formats = k_all_dates;  ///< dates and time stamps: the one order to read them in

  bool operator==(const ColumnType&) const = default;
};

/// \returns the type as in SQL, for example "numeric(10,2)".
std::string sql_type(const ColumnType& type);

/// What the values of one column have shown so far: an element of a lattice, which every further
/// value can only move upwards. type() is the narrowest type that holds them all without loss.
///
/// The result depends on the set of values, not on their order.
class ColumnEvidence {
 public:
  /// \param wanted_dates the orders of day, month and year that are allowed
  explicit ColumnEvidence(DateFormats wanted_dates = k_all_dates) : m_formats(wanted_dates) {}

  /// Takes in one value that is not NULL and not a missing_word().
  void observe(std::string_view value);

  /// Takes in all values that \p other has seen.
  void join(const ColumnEvidence& other);

  /// \returns the type; text if nothing was seen, or if it cannot be decided whether the dates have
  ///          the day or the month first
  ColumnType type() const;
  /// \returns whether the type is text and no further value can change that.
  bool is_settled_as_text() const { return m_family == Family::text; }
  /// \returns whether no value was seen.
  bool is_empty() const { return m_family == Family::unknown; }
  /// \returns whether the column would be dates but for the undecided order of day and month.
  bool has_undecided_dates() const;

 private:
  enum class Family : std::uint8_t {
    unknown,
    boolean,
    number,
    moment,
    time,
    uuid,
    address,
    json,
    text
  };

  static Family family_of(std::string_view value);
  bool observe_in_family(std::string_view value);
  void join_numbers(const ColumnEvidence& other);
  bool join_moments(const ColumnEvidence& other);
  bool observe_boolean(std::string_view value);
  bool observe_number(std::string_view value);
  bool observe_moment(std::string_view value);
  bool observe_time(std::string_view value);
  ColumnType boolean_type() const;
  ColumnType number_type() const;
  ColumnType moment_type() const;

  Family m_family = Family::unknown;
  std::uint8_t m_boolean_forms = 0;
  // Numbers.
  bool m_finite = false;   // a number proper was seen
  bool m_special = false;  // NaN or infinity
  bool m_exponent = false;
  bool m_point = false;
  bool m_double_exact = true;  // a double gives back every digit of every number
  bool m_beyond_64_bits = false;
  int m_whole_digits = 0;
  int m_scale = 0;
  std::int64_t m_smallest = 0;
  std::int64_t m_largest = 0;
  bool m_beyond_a_day = false;  // times that are spans of time
  // Dates.
  DateFormats m_formats;
  bool m_has_time = false;
  bool m_has_zone = false;
  bool m_lacks_zone = false;
};

}  // namespace selfopt::etl
