#include "sql/expression_text.hpp"

#include <utility>

#include "sql/identifier.hpp"
#include "sql/nodes.hpp"

namespace selfopt::sql {
namespace {

// What the writer cannot write makes it fail as a whole.
class Writer {
 public:
  explicit Writer(std::span<const Place> places) : m_places(places) {}

  bool expression(const Node* node) {
    switch (tag_of(node)) {
      case T_ColumnRef:
        return column();
      case T_A_Const:
        return constant(as<A_Const>(node));
      case T_ParamRef:
        text += '$' + std::to_string(as<ParamRef>(node).number);
        return true;
      case T_A_Expr:
        return operation(as<A_Expr>(node));
      case T_TypeCast:
        return cast(as<TypeCast>(node));
      case T_FuncCall:
        return call(as<FuncCall>(node));
      case T_CoalesceExpr:
        return named("coalesce", as<CoalesceExpr>(node).args);
      case T_MinMaxExpr:
        return named(as<MinMaxExpr>(node).op == IS_GREATEST ? "greatest" : "least",
                     as<MinMaxExpr>(node).args);
      case T_CollateClause:
        return collate(as<CollateClause>(node));
      default:
        return false;
    }
  }

  std::string text;

 private:
  bool column() {
    if (m_next >= m_places.size() || m_places[m_next].column == "*") return false;
    text += quote_identifier(m_places[m_next++].column);
    return true;
  }

  bool string(std::string_view value) {
    const bool backslash = value.find('\\') != std::string_view::npos;
    text += backslash ? "E'" : "'";
    for (const char c : value) {
      if (c == '\'' || c == '\\') text += c;
      text += c;
    }
    text += '\'';
    return true;
  }

  bool constant(const A_Const& constant) {
    if (constant.isnull) {
      text += "NULL";
      return true;
    }
    switch (constant.val.node.type) {
      case T_Integer:
        text += std::to_string(constant.val.ival.ival);
        return true;
      case T_Float:
        text += constant.val.fval.fval;
        return true;
      case T_Boolean:
        text += constant.val.boolval.boolval ? "true" : "false";
        return true;
      case T_String:
        return string(constant.val.sval.sval);
      default:
        return false;
    }
  }

  bool name(const List* parts) {
    bool first = true;
    for (const Node* part : Nodes(parts)) {
      if (!first) text += '.';
      first = false;
      text += quote_identifier(string_of(part));
    }
    return !first;
  }

  // An operand in brackets unless it is one thing.
  bool operand(const Node* node) {
    const NodeTag tag = tag_of(node);
    const bool simple = tag == T_ColumnRef || tag == T_A_Const || tag == T_ParamRef ||
                        tag == T_FuncCall || tag == T_CoalesceExpr || tag == T_MinMaxExpr;
    if (!simple) text += '(';
    if (!expression(node)) return false;
    if (!simple) text += ')';
    return true;
  }

  bool operation(const A_Expr& operation) {
    if (operation.kind == AEXPR_NULLIF) {
      text += "nullif(";
      if (!expression(operation.lexpr)) return false;
      text += ", ";
      if (!expression(operation.rexpr)) return false;
      text += ')';
      return true;
    }
    if (operation.kind != AEXPR_OP || Nodes(operation.name).size() != 1) return false;
    if (operation.lexpr != nullptr) {
      if (!operand(operation.lexpr)) return false;
      text += ' ';
    }
    text += last_name(operation.name);
    text += ' ';
    return operand(operation.rexpr);
  }

  bool call(const FuncCall& call) {
    const bool plain = call.agg_order == nullptr && call.agg_filter == nullptr &&
                       call.over == nullptr && !call.agg_star && !call.agg_distinct &&
                       !call.func_variadic;
    if (!plain || !name(call.funcname)) return false;
    return arguments(call.args);
  }

  bool named(const char* function, const List* args) {
    text += function;
    return arguments(args);
  }

  bool arguments(const List* args) {
    text += '(';
    bool first = true;
    for (const Node* argument : Nodes(args)) {
      if (!first) text += ", ";
      first = false;
      if (!expression(argument)) return false;
    }
    text += ')';
    return true;
  }

  // Types that the grammar knows come with their schema, pg_catalog.int4, and do not need it. The
  // fields of an interval are packed into a number.
  bool type(const TypeName& type) {
    if (type.setof || type.pct_type || type.names == nullptr) return false;
    const std::string_view last = last_name(type.names);
    const Nodes names(type.names);
    const bool builtin = names.size() == 2 && string_of(names[0]) == "pg_catalog";
    const bool packed = last == "interval" && type.typmods != nullptr;
    if (packed || last == "bit" || last == "char") return false;
    if (builtin)
      text += last;
    else if (!name(type.names))
      return false;
    if (type.typmods != nullptr && !arguments(type.typmods)) return false;
    for (std::size_t i = 0; i < Nodes(type.arrayBounds).size(); ++i)
      text += "[]";
    return true;
  }

  bool cast(const TypeCast& cast) {
    if (!operand(cast.arg)) return false;
    text += "::";
    return type(*cast.typeName);
  }

  bool collate(const CollateClause& clause) {
    if (!operand(clause.arg)) return false;
    text += " COLLATE ";
    return name(clause.collname);
  }

  std::span<const Place> m_places;
  std::size_t m_next = 0;
};

}  // namespace

std::optional<std::string> expression_text(const Node* expression, std::span<const Place> places) {
  Writer writer(places);
  if (!writer.expression(expression)) return std::nullopt;
  return std::move(writer.text);
}

}  // namespace selfopt::sql
