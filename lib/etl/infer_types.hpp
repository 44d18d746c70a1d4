#pragma once

#include <functional>
#include <string_view>

#include <selfopt/etl.hpp>

#include "etl/csv_splitter.hpp"
#include "etl/table_plan.hpp"

namespace selfopt::etl {

inline bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
std::string_view trimmed_slowly(std::string_view text);
/// \returns \p text without blanks around it.
inline std::string_view trimmed(std::string_view text) {
  const bool has_blanks = !text.empty() && (is_blank(text.front()) || is_blank(text.back()));
  return has_blanks ? trimmed_slowly(text) : text;
}

/// What a field means once the file's quoting is undone.
struct Cell {
  bool is_null = false;  ///< NULL in a column of any type
  std::string_view value;
};

/// Undoes quoting, white space (if asked for) and NULL tokens.
class CellReader {
 public:
  CellReader(const LoadOptions& options, const CsvDialect& dialect)
      : m_options(options),
        m_dialect(dialect),
        m_is_special(options.trim || !options.null_tokens.empty()),
        m_knows_words(options.null_tokens.empty()),
        m_rewrites_numbers(options.thousands || options.decimal_point != '.') {}

  /// \returns the field's cell; its value is good until the next call
  Cell read(const Field& field) {
    if (field.escaped || m_is_special) return read_slowly(field);
    Cell cell{false, field.view()};
    if (!field.quoted)
      cell.is_null = cell.value.empty() || cell.value == "\\N" || cell.value == "NULL";
    return cell;
  }
  /// \returns whether a value that does not fit a column of another type than text is a NULL there
  bool is_null_unless_text(std::string_view value) const;
  /// \returns whether numbers are written otherwise than with a decimal point and digits alone.
  bool rewrites_numbers() const { return m_rewrites_numbers; }
  /// \returns a number that is written as the options say with a decimal point and digits alone;
  ///          a value that is no number, as it is; a text that is no number for one that is written
  ///          otherwise. Good until the next call.
  std::string_view plain_number(std::string_view value) {
    return m_rewrites_numbers ? rewrite_number(value) : value;
  }
  /// \returns which word for "no value" an unquoted value is; none if the options name NULL tokens
  MissingWords word_of(const Field& field, std::string_view value) const {
    return m_knows_words && !field.quoted ? missing_word(value) : MissingWords{0};
  }
  /// Shows a field's value to the evidence of its column.
  void observe(const Field& field, std::string_view value, PlannedColumn& column);

 private:
  Cell read_slowly(const Field& field);
  std::string_view rewrite_number(std::string_view value);
  bool take_number(std::string_view value);

  const LoadOptions& m_options;
  const CsvDialect& m_dialect;
  bool m_is_special;  // options have a say in what a field means
  bool m_knows_words;
  bool m_rewrites_numbers;
  std::string m_storage;
  std::string m_number;
};

/// Hands on a sample of the file's rows: of its first mebibyte, and of 32 places evenly over the
/// rest if it is a plain file. Only whole rows of the right width count.
void each_sampled_row(const PlannedFile& file, const std::function<void(const Row&)>& on_row);

/// Shows the sample to the evidence of the file's columns.
void infer_from_sample(const PlannedFile& file, std::vector<PlannedColumn>& columns,
                       const LoadOptions& options);

}  // namespace selfopt::etl
