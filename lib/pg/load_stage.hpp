#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pg/load_target.hpp"

/// The temporary table through which rows go that have to be compared with each other, or with what
/// the table they are meant for demands, before they may go into it.
namespace selfopt::pg {

/// Its name; it lives until the transaction ends.
TargetName stage_name();
/// Its last column: each row's number, by which it is known again.
constexpr std::string_view k_row_number = "selfopt_row";

/// A column of the table that the rows are meant for.
struct StageColumn {
  std::string name;
  std::string cast_to;  ///< its type if its values come as text; else ""
};

/// Makes it, with the columns of \p name that are named and one for the rows' numbers.
void create_stage(Wire& wire, const TargetName& name, const std::vector<StageColumn>& columns);
/// Tells the planner what is in it. To be called when all rows are there.
void analyze_stage(Wire& wire);

/// Has the server read the columns that hold texts: they get their types, and rows with a text that
/// is none of its type are taken out.
void read_texts(Wire& wire, const std::vector<StageColumn>& columns);
/// Takes those rows out of the stage whose key is NULL or comes again in a row of a higher number.
void take_out_duplicates(Wire& wire, const std::vector<std::string>& key);

/// A row that was taken out of the stage.
struct LeftOutRow {
  std::int64_t number = 0;
  std::string reason;
};
/// Those rows in the order of their numbers. There may be many: a few at a time are fetched.
class LeftOutRows {
 public:
  explicit LeftOutRows(Wire& wire);
  /// \returns false after the last
  bool next(LeftOutRow& row);

 private:
  Wire& m_wire;
  WireRows m_fetched;
  std::size_t m_next = 0;
};

/// \returns whether a unique index, not partial and not deferrable, is on just these columns.
bool has_unique_index(Wire& wire, const TargetName& name, const std::vector<std::string>& key);

/// Moves the stage's rows into the table. \returns how many
std::int64_t append_stage(Wire& wire, const TargetName& name,
                          const std::vector<std::string>& columns);
/// The same; a row whose key the table has replaces the values there.
/// \returns how many rows were inserted or changed
std::int64_t merge_stage(Wire& wire, const TargetName& name,
                         const std::vector<std::string>& columns,
                         const std::vector<std::string>& key);

}  // namespace selfopt::pg
