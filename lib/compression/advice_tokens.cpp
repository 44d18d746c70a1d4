#include "compression/advice_tokens.hpp"

#include <map>
#include <string>

namespace selfopt::compression {
namespace {

// How much a use of a column says about which index would help.
double weight_of(ColumnRole role) {
  switch (role) {
    case ColumnRole::equality:
    case ColumnRole::in:
    case ColumnRole::join:
    case ColumnRole::range:
    case ColumnRole::like:
      return 1;
    case ColumnRole::null:
    case ColumnRole::group:
    case ColumnRole::order:
      return 0.5;
    case ColumnRole::other:
    case ColumnRole::output:
      return 0.2;
  }
  return 0;
}

}  // namespace

shapes::Tokens advice_tokens(const Features& features) {
  std::map<std::string, double> weights;
  for (const std::string& table : features.tables)
    weights["table " + table] = 0.5;
  for (const ColumnUse& use : features.columns) {
    // Whose a bare column is the text may not tell; then the tables stand for it.
    std::string text = use.table + "." + use.column + " " + std::string(to_string(use.role));
    if (!use.expression.empty()) text += " " + use.expression;
    weights[text] = weight_of(use.role);
  }
  if (features.statement_type != "SELECT") weights["do " + features.statement_type] = 1;
  if (weights.empty()) return {{"nothing", 1}};
  shapes::Tokens tokens;
  for (const auto& [text, weight] : weights)
    tokens.push_back({text, weight});
  return tokens;
}

}  // namespace selfopt::compression
