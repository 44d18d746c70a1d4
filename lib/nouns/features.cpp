#include <selfopt/nouns/features.hpp>

namespace selfopt {

std::string_view to_string(ColumnRole role) {
  switch (role) {
    case ColumnRole::equality:
      return "equality";
    case ColumnRole::range:
      return "range";
    case ColumnRole::in:
      return "in";
    case ColumnRole::like:
      return "like";
    case ColumnRole::null:
      return "null";
    case ColumnRole::join:
      return "join";
    case ColumnRole::other:
      return "other";
    case ColumnRole::group:
      return "group";
    case ColumnRole::order:
      return "order";
    case ColumnRole::output:
      return "output";
  }
  return "";
}

std::string_view to_string(Operand operand) {
  switch (operand) {
    case Operand::none:
      return "none";
    case Operand::constant:
      return "constant";
    case Operand::parameter:
      return "parameter";
    case Operand::column:
      return "column";
    case Operand::expression:
      return "expression";
  }
  return "";
}

double Features::complexity_score() const {
  return 2.0 * joins + filters + 1.5 * aggregations + 0.5 * static_cast<double>(tables.size());
}

}  // namespace selfopt
