#include <selfopt/nouns/index_definition.hpp>

namespace selfopt {

std::string IndexDefinition::sql() const {
  std::string text = "on " + table + " using " + method + " (";
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0) text += ", ";
    text += keys[i].sql;
    if (!keys[i].operator_class.empty()) text += " " + keys[i].operator_class;
    if (keys[i].descending) text += " desc";
  }
  text += ")";
  for (std::size_t i = 0; i < include.size(); ++i)
    text += (i == 0 ? " include (" : ", ") + include[i];
  if (!include.empty()) text += ")";
  if (where) text += " where " + *where;
  return text;
}

}  // namespace selfopt
