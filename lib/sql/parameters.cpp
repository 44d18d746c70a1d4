#include "sql/parameters.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include "sql/column_side.hpp"
#include "sql/nodes.hpp"
#include "sql/parse_tree.hpp"
#include "sql/repeated_expressions.hpp"
#include "sql/tree_walk.hpp"

namespace selfopt::sql {
namespace {

constexpr std::array<std::string_view, 4> k_with_field{"extract", "date_part", "date_trunc",
                                                       "date_bin"};

template <std::size_t N>
bool is_among(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::ranges::find(names, name) != names.end();
}

bool is_arithmetic(std::string_view op) {
  constexpr std::array<std::string_view, 7> k_operators{"+", "-", "*", "/", "%", "^", "||"};
  return is_among(op, k_operators);
}

class Reader {
 public:
  explicit Reader(std::string_view statement) : m_text(statement) {}

  void read(const Node* node) {
    visit(node);
    std::ranges::sort(m_found.list, {}, &Parameter::number);
    pass_on_literals(m_found);
  }
  Parameters take() { return std::move(m_found); }

 private:
  void visit(const Node* node) {
    switch (tag_of(node)) {
      case T_ParamRef:
        return note(as<ParamRef>(node));
      case T_RangeVar:
        return table(as<RangeVar>(node));
      case T_SelectStmt:
        select(as<SelectStmt>(node));
        break;
      case T_InsertStmt:
        insert(as<InsertStmt>(node));
        break;
      case T_UpdateStmt:
        return update(as<UpdateStmt>(node));
      case T_A_Expr:
        expression(as<A_Expr>(node));
        break;
      case T_FuncCall:
        call(as<FuncCall>(node));
        break;
      case T_TypeCast:
        assign(node, {});
        break;
      default:
        break;
    }
    visit_children(node);
  }

  void visit_children(const Node* node) {
    for_each_child(node, [this](const Node* child) { visit(child); });
  }

  static Parameter assigned_to(std::string_view column) {
    Parameter parameter;
    parameter.role = ParameterRole::assigned;
    parameter.column.name = column;
    return parameter;
  }

  void table(const RangeVar& range) {
    NamedTable table{
        std::string(view_of(range.schemaname)), std::string(view_of(range.relname)), {}};
    table.alias = range.alias == nullptr ? table.name : std::string(range.alias->aliasname);
    m_found.tables.push_back(std::move(table));
  }

  void select(const SelectStmt& select) {
    Parameter count;
    count.role = ParameterRole::limit;
    assign(select.limitCount, count);
    count.role = ParameterRole::offset;
    assign(select.limitOffset, count);
    read_repeated_expressions(select, m_text, m_found);
  }

  void insert(const InsertStmt& insert) {
    if (insert.relation != nullptr) table(*insert.relation);
    if (tag_of(insert.selectStmt) != T_SelectStmt) return;
    const Nodes columns(insert.cols);
    for (const Node* row : Nodes(as<SelectStmt>(insert.selectStmt).valuesLists)) {
      const Nodes values(&as<List>(row));
      for (std::size_t i = 0; i < std::min(values.size(), columns.size()); ++i)
        assign(values[i], assigned_to(view_of(as<ResTarget>(columns[i]).name)));
    }
  }

  void update(const UpdateStmt& update) {
    for (const Node* target : Nodes(update.targetList))
      if (as<ResTarget>(target).name != nullptr)
        assign(as<ResTarget>(target).val, assigned_to(as<ResTarget>(target).name));
    visit_children(node_of(&update));
  }

  // Says what the parameters directly in \p node are; what was said before stays.
  void assign(const Node* node, Parameter parameter) {
    switch (tag_of(node)) {
      case T_ParamRef:
        m_known.try_emplace(node, std::move(parameter));
        return;
      case T_TypeCast:
        parameter.type = type_name(*as<TypeCast>(node).typeName);
        return assign(as<TypeCast>(node).arg, std::move(parameter));
      case T_CollateClause:
        return assign(as<CollateClause>(node).arg, std::move(parameter));
      case T_List:
        for (const Node* element : Nodes(&as<List>(node)))
          assign(element, parameter);
        return;
      case T_A_ArrayExpr:
        for (const Node* element : Nodes(as<A_ArrayExpr>(node).elements)) {
          Parameter one = parameter;
          if (one.role == ParameterRole::any_of) one.role = ParameterRole::equal;
          assign(element, std::move(one));
        }
        return;
      case T_A_Expr: {
        const auto& inner = as<A_Expr>(node);
        if (inner.kind != AEXPR_OP || !is_arithmetic(last_name(inner.name))) return;
        parameter.nested = true;
        parameter.op = last_name(inner.name);
        parameter.position = 0;
        assign(inner.lexpr, parameter);
        parameter.position = 1;
        return assign(inner.rexpr, std::move(parameter));
      }
      default:
        return;
    }
  }

  // INTERVAL '1' DAY has its unit as a modifier; the value is then a number.
  static std::string type_name(const TypeName& type) {
    std::string name(last_name(type.names));
    if (name == "interval" && type.typmods != nullptr) return "interval unit";
    return Nodes(type.arrayBounds).size() > 0 ? name + "[]" : name;
  }

  void expression(const A_Expr& comparison) {
    if (tag_of(comparison.lexpr) == T_RowExpr && tag_of(comparison.rexpr) == T_RowExpr)
      return rows(comparison);
    compare(comparison, comparison.lexpr, comparison.rexpr, false);
    compare(comparison, comparison.rexpr, comparison.lexpr, true);
  }

  void rows(const A_Expr& comparison) {
    const Nodes lefts(as<RowExpr>(comparison.lexpr).args);
    const Nodes rights(as<RowExpr>(comparison.rexpr).args);
    for (std::size_t i = 0; i < std::min(lefts.size(), rights.size()); ++i) {
      compare(comparison, lefts[i], rights[i], false);
      compare(comparison, rights[i], lefts[i], true);
    }
  }

  void compare(const A_Expr& comparison, const Node* column_node, const Node* value,
               bool exchanged) {
    Parameter parameter;
    parameter.op = last_name(comparison.name);
    parameter.position = exchanged ? 0 : 1;
    const auto side = column_side(column_node);
    parameter.role = ParameterRole::condition;
    if (side && !is_arithmetic(parameter.op)) {
      parameter.column = side->column;
      parameter.function = side->function;
      parameter.role = role_of(comparison, parameter.op, exchanged);
    }
    if (!is_between(comparison)) return assign(value, std::move(parameter));
    if (exchanged || tag_of(value) != T_List) return;
    const Nodes bounds(&as<List>(value));
    if (side) parameter.role = ParameterRole::at_least;
    assign(bounds[0], parameter);
    if (side) parameter.role = ParameterRole::at_most;
    assign(bounds[1], std::move(parameter));
  }

  static bool is_between(const A_Expr& comparison) {
    return comparison.kind == AEXPR_BETWEEN || comparison.kind == AEXPR_NOT_BETWEEN ||
           comparison.kind == AEXPR_BETWEEN_SYM || comparison.kind == AEXPR_NOT_BETWEEN_SYM;
  }

  static ParameterRole role_of(const A_Expr& comparison, std::string_view op, bool exchanged) {
    switch (comparison.kind) {
      case AEXPR_LIKE:
      case AEXPR_ILIKE:
      case AEXPR_SIMILAR:
        return ParameterRole::pattern;
      case AEXPR_OP_ANY:
      case AEXPR_OP_ALL:
        return ParameterRole::any_of;
      default:
        break;
    }
    if (op == "<" || op == "<=")
      return exchanged ? ParameterRole::at_least : ParameterRole::at_most;
    if (op == ">" || op == ">=")
      return exchanged ? ParameterRole::at_most : ParameterRole::at_least;
    if (op == "=" || op == "<>") return ParameterRole::equal;
    return ParameterRole::condition;
  }

  void call(const FuncCall& call) {
    const std::string_view name = last_name(call.funcname);
    Parameter parameter;
    parameter.function = name;
    const Nodes arguments(call.args);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      parameter.position = static_cast<int>(i);
      parameter.role =
          i == 0 && is_among(name, k_with_field) ? ParameterRole::field : ParameterRole::argument;
      assign(arguments[i], parameter);
    }
  }

  void note(const ParamRef& reference) {
    Parameter parameter;
    const auto known = m_known.find(node_of(&reference));
    if (known != m_known.end()) parameter = known->second;
    parameter.number = reference.number;
    const auto seen = std::ranges::find(m_found.list, reference.number, &Parameter::number);
    if (seen == m_found.list.end())
      m_found.list.push_back(std::move(parameter));
    else if (seen->column.name.empty() && !parameter.column.name.empty())
      *seen = std::move(parameter);
  }

  std::string_view m_text;
  Parameters m_found;
  std::unordered_map<const Node*, Parameter> m_known;
};

}  // namespace

Parameters read_parameters(std::string_view statement) {
  Parameters parameters;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    const auto* statements = static_cast<const List*>(tree.statements);
    if (statements == nullptr || list_length(statements) != 1) return;
    const auto* raw = static_cast<const RawStmt*>(linitial(statements));
    switch (tag_of(raw->stmt)) {
      case T_SelectStmt:
      case T_InsertStmt:
      case T_UpdateStmt:
      case T_DeleteStmt:
      case T_MergeStmt:
        break;
      default:
        return;
    }
    Reader reader(tree.text);
    reader.read(raw->stmt);
    parameters = reader.take();
  });
  return parameters;
}

}  // namespace selfopt::sql
