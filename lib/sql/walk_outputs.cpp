#include <algorithm>
#include <array>

#include "sql/walk.hpp"

namespace selfopt::sql {
namespace {

std::string_view output_name(const ResTarget& target) {
  if (target.name != nullptr) return target.name;
  const Node* value = target.val;
  while (tag_of(value) == T_TypeCast)
    value = as<TypeCast>(value).arg;
  if (tag_of(value) == T_ColumnRef) return last_name(as<ColumnRef>(value).fields);
  if (tag_of(value) == T_FuncCall) return last_name(as<FuncCall>(value).funcname);
  return tag_of(value) == T_CaseExpr ? "case" : "?column?";
}

}  // namespace

Outputs Walk::outputs_of(const List* targets) const {
  Outputs outputs;
  for (const Node* node : Nodes(targets))
    add_output(outputs, as<ResTarget>(node));
  return outputs;
}

// column1, column2, ...
Outputs Walk::outputs_of_values(const List* rows) {
  constexpr std::array<std::string_view, 32> k_names{
      "column1",  "column2",  "column3",  "column4",  "column5",  "column6",  "column7",
      "column8",  "column9",  "column10", "column11", "column12", "column13", "column14",
      "column15", "column16", "column17", "column18", "column19", "column20", "column21",
      "column22", "column23", "column24", "column25", "column26", "column27", "column28",
      "column29", "column30", "column31", "column32"};
  Outputs outputs;
  const std::size_t count = Nodes(&as<List>(Nodes(rows)[0])).size();
  for (std::size_t i = 0; i < std::min(count, k_names.size()); ++i)
    outputs.columns.push_back({k_names[i], OutputColumn::k_computed, {}});
  outputs.complete = count <= k_names.size();
  return outputs;
}

void Walk::add_output(Outputs& outputs, const ResTarget& target) const {
  if (!is_star(target.val)) {
    OutputColumn column{output_name(target), -1, {}};
    if (tag_of(target.val) == T_ColumnRef) {
      const Place place = place_of(as<ColumnRef>(target.val));
      column.relation = place.relation;
      column.column = place.column;
    }
    outputs.columns.push_back(column);
    return;
  }
  const Nodes fields(as<ColumnRef>(target.val).fields);
  if (fields.size() == 1)
    for (const int relation : m_scope.relations(m_block))
      add_star(outputs, relation);
  else
    add_star(outputs, m_scope.find_relation(
                          m_block, fields.size() > 2 ? string_of(fields[0]) : std::string_view{},
                          string_of(fields[fields.size() - 2])));
}

// The columns of a sub-select are known, those of a table are not without a catalog; of one table
// only can it be said that all the others are its own.
void Walk::add_star(Outputs& outputs, int relation) const {
  const Outputs* known = relation < 0 ? nullptr : m_scope.outputs_of(relation);
  if (known != nullptr)
    for (const OutputColumn& column : known->columns)
      outputs.columns.push_back(column.relation == OutputColumn::k_computed
                                    ? OutputColumn{column.name, relation, column.name}
                                    : column);
  const bool all_known = known != nullptr && known->complete && known->star_of < 0;
  if (all_known) return;
  if (!outputs.complete || relation < 0)
    outputs.star_of = -1;
  else
    outputs.star_of = relation;
  outputs.complete = false;
}

}  // namespace selfopt::sql
