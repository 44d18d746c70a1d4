#include "sql/column_side.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace selfopt::sql {
namespace {

// Functions whose result is compared like the column that they are called on.
constexpr std::array<std::string_view, 14> k_transparent{
    "lower", "upper", "btrim", "trim",     "ltrim", "rtrim",    "date_trunc",
    "date",  "min",   "max",   "coalesce", "abs",   "unaccent", "timezone"};

WrittenColumn written(const ColumnRef& reference) {
  const Nodes fields(reference.fields);
  WrittenColumn column;
  if (fields.size() == 0) return column;
  column.name = string_of(fields[fields.size() - 1]);
  if (fields.size() > 1) column.qualifier = string_of(fields[fields.size() - 2]);
  return column;
}

}  // namespace

std::optional<ColumnSide> column_side(const Node* node) {
  switch (tag_of(node)) {
    case T_ColumnRef: {
      WrittenColumn column = written(as<ColumnRef>(node));
      if (column.name.empty()) return std::nullopt;
      return ColumnSide{std::move(column), {}};
    }
    case T_TypeCast: {
      auto inner = column_side(as<TypeCast>(node).arg);
      if (inner && inner->function.empty())
        inner->function = last_name(as<TypeCast>(node).typeName->names);
      return inner;
    }
    case T_CollateClause:
      return column_side(as<CollateClause>(node).arg);
    case T_CoalesceExpr: {
      const Nodes args(as<CoalesceExpr>(node).args);
      return args.size() == 0 ? std::nullopt : column_side(args[0]);
    }
    case T_FuncCall: {
      const auto& call = as<FuncCall>(node);
      const std::string_view name = last_name(call.funcname);
      if (std::ranges::find(k_transparent, name) == k_transparent.end()) return std::nullopt;
      for (const Node* argument : Nodes(call.args))
        if (auto inner = column_side(argument)) {
          inner->function = name;
          return inner;
        }
      return std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace selfopt::sql
