#include "etl/load_state.hpp"

#include <algorithm>

#include <selfopt/log.hpp>

#include "etl/staged_rows.hpp"

namespace selfopt::etl {

bool types_hold(const Load& load, const std::optional<Contradiction>& found) {
  if (found) {
    log::notice("{}: \"{}\" does not fit column \"{}\", so far {}; loading again with a wider type",
                found->where, found->value, found->column, found->type);
    return false;
  }
  const auto other = std::ranges::find_if(load.plan.columns, [](const PlannedColumn& column) {
    return !column.of_existing && !column.is_left_out && column.evidence.type() != column.type;
  });
  if (other != load.plan.columns.end()) {
    log::notice("column \"{}\" of \"{}\" turns out to be {}; loading again", other->name,
                load.plan.shown_name(), sql_type(other->evidence.type()));
    return false;
  }
  if (load.rejects.exceeded() || !decide_null_words(load.plan)) return true;
  log::notice("\"{}\": words like NA have another meaning than it seemed; loading again",
              load.plan.shown_name());
  return false;
}

// Small steps find every such row, but take long if there are many. What most are refused for is
// known beforehand, and can be asked for all rows at once; if none may be rejected, the first such
// row is all that is wanted. Rows that have to be staged are refused on their way there, or from
// there.
void find_refused(Load& load, const RowRefused& refused, bool in_copy) {
  const bool is_known = load.screens || load.carefully;
  if (!must_be_staged(load.plan, load.options)) {
    load.screens =
        refused.by_constraint && !load.screens && !load.options.max_rejects.is_exceeded_by(1);
    load.carefully = !load.screens;
  } else {
    bool& way = in_copy ? load.carefully : load.screens;
    if (way || (!in_copy && !refused.by_constraint)) throw refused.error;
    way = true;
  }
  if (!is_known)
    log::notice("{}: the server refuses a row ({}); loading again, to find each such row",
                load.plan.shown_name(), refused.error.message());
}

}  // namespace selfopt::etl
