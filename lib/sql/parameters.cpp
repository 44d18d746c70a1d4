#include "sql/parameters.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "sql/lexer.hpp"
#include "sql/nodes.hpp"
#include "sql/parse_tree.hpp"

namespace selfopt::sql {
namespace {

using Visitor = bool (*)(Node*, void*);

void walk_children(const Node* node, Visitor visitor, void* context) {
#if PG_VERSION_NUM >= 160000
  raw_expression_tree_walker(const_cast<Node*>(node), visitor, context);
#else
  // PostgreSQL 15 declares the walker without its parameters, as C allowed.
  using Untyped = void (*)();
  raw_expression_tree_walker(const_cast<Node*>(node),
                             reinterpret_cast<bool (*)()>(reinterpret_cast<Untyped>(visitor)),
                             context);
#endif
}

// Functions whose result is compared like the column that they are called on.
constexpr std::array<std::string_view, 14> k_transparent{
    "lower", "upper", "btrim", "trim",     "ltrim", "rtrim",    "date_trunc",
    "date",  "min",   "max",   "coalesce", "abs",   "unaccent", "timezone"};
constexpr std::array<std::string_view, 4> k_with_field{"extract", "date_part", "date_trunc",
                                                       "date_bin"};

template <std::size_t N>
bool is_among(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::ranges::find(names, name) != names.end();
}

WrittenColumn written(const ColumnRef& reference) {
  const Nodes fields(reference.fields);
  WrittenColumn column;
  if (fields.size() == 0) return column;
  column.name = string_of(fields[fields.size() - 1]);
  if (fields.size() > 1) column.qualifier = string_of(fields[fields.size() - 2]);
  return column;
}

bool is_arithmetic(std::string_view op) {
  constexpr std::array<std::string_view, 7> k_operators{"+", "-", "*", "/", "%", "^", "||"};
  return is_among(op, k_operators);
}

// What one side of a comparison is, if it is a column, bare or in a call that passes it through.
struct ColumnSide {
  WrittenColumn column;
  std::string function;
};

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
      if (!is_among(name, k_transparent)) return std::nullopt;
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

// A constant or parameter inside an expression.
struct Leaf {
  int number = 0;     // of a parameter; 0 for a constant
  int location = -1;  // in the text
};

void collect_leaves(const Node* node, std::vector<Leaf>& leaves) {
  if (node == nullptr) return;
  if (tag_of(node) == T_ParamRef)
    leaves.push_back({as<ParamRef>(node).number, as<ParamRef>(node).location});
  else if (tag_of(node) == T_A_Const)
    leaves.push_back({0, as<A_Const>(node).location});
  else
    walk_children(
        node,
        [](Node* child, void* found) {
          collect_leaves(child, *static_cast<std::vector<Leaf>*>(found));
          return false;
        },
        &leaves);
}

class Reader {
 public:
  explicit Reader(std::string_view statement) : m_text(statement) {}

  void read(const Node* node) {
    visit(node);
    std::ranges::sort(m_found.list, {}, &Parameter::number);
    for (const auto& [one, other] : m_found.same) {
      if (const auto known = m_found.literals.find(one); known != m_found.literals.end())
        m_found.literals.try_emplace(other, known->second);
      else if (const auto copy = m_found.literals.find(other); copy != m_found.literals.end())
        m_found.literals.try_emplace(one, copy->second);
    }
  }
  Parameters take() { return std::move(m_found); }

 private:
  static bool step(Node* node, void* reader) {
    static_cast<Reader*>(reader)->visit(node);
    return false;
  }

  void visit(const Node* node) {
    if (node == nullptr) return;
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
    walk_children(node, step, this);
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
    repeated_expressions(select);
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
    walk_children(node_of(&update), step, this);
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

  // GROUP BY date_trunc('month', d): the server takes the one in the select list for the same only
  // if its constants are the same; pg_stat_statements prints $n for the one and leaves the other.
  void repeated_expressions(const SelectStmt& select) {
    std::vector<const Node*> items;
    const auto add_items = [&items](const List* list) {
      for (const Node* item : Nodes(list))
        add_item(item, items);
    };
    add_items(select.groupClause);
    add_items(select.sortClause);
    if (Nodes(select.distinctClause).size() > 0 && Nodes(select.distinctClause)[0] != nullptr)
      add_items(select.distinctClause);
    std::erase_if(items, [](const Node* item) { return !has_inner_leaves(item); });
    if (items.empty()) return;
    Subexpressions all;
    for (const List* list : {select.targetList, select.sortClause, select.groupClause})
      for (const Node* node : Nodes(list))
        gather(node, all);
    gather(select.havingClause, all);
    for (const Node* item : items)
      for (const auto& twin : all[pg_query_fingerprint_node(item)])
        unify(item, twin);
  }

  static void add_item(const Node* item, std::vector<const Node*>& items) {
    if (tag_of(item) == T_SortBy) return add_item(as<SortBy>(item).node, items);
    if (tag_of(item) == T_GroupingSet) {
      for (const Node* part : Nodes(as<GroupingSet>(item).content))
        add_item(part, items);
    } else if (item != nullptr) {
      items.push_back(item);
    }
  }

  static bool has_inner_leaves(const Node* item) {
    if (tag_of(item) == T_ParamRef || tag_of(item) == T_A_Const) return false;
    std::vector<Leaf> leaves;
    collect_leaves(item, leaves);
    return !leaves.empty();
  }

  using Subexpressions = std::unordered_map<std::uint64_t, std::vector<const Node*>>;
  static bool gather_step(Node* node, void* all) {
    gather(node, *static_cast<Subexpressions*>(all));
    return false;
  }
  static void gather(const Node* node, Subexpressions& all) {
    if (node == nullptr || tag_of(node) == T_SelectStmt) return;
    switch (tag_of(node)) {
      case T_A_Expr:
      case T_FuncCall:
      case T_TypeCast:
      case T_CaseExpr:
      case T_CoalesceExpr:
      case T_MinMaxExpr:
      case T_BoolExpr:
      case T_NullTest:
      case T_A_Indirection:
        all[pg_query_fingerprint_node(node)].push_back(node);
        break;
      default:
        break;
    }
    walk_children(node, gather_step, &all);
  }

  void unify(const Node* item, const Node* twin) {
    if (item == twin) return;
    std::vector<Leaf> ours;
    std::vector<Leaf> theirs;
    collect_leaves(item, ours);
    collect_leaves(twin, theirs);
    if (ours.size() != theirs.size()) return;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const Leaf& one = ours[i];
      const Leaf& other = theirs[i];
      if (one.number > 0 && other.number > 0 && one.number != other.number)
        m_found.same.emplace_back(std::min(one.number, other.number),
                                  std::max(one.number, other.number));
      else if (one.number > 0 && other.number == 0)
        copy_literal(one.number, other.location);
      else if (one.number == 0 && other.number > 0)
        copy_literal(other.number, one.location);
    }
  }

  void copy_literal(int number, int location) {
    if (location < 0) return;
    Lexer lexer(m_text, static_cast<std::size_t>(location));
    Token token = lexer.next();
    std::string literal(lexer.text_of(token));
    if (literal == "-") {
      token = lexer.next();
      if (token.kind == TokenKind::space) token = lexer.next();
      literal += lexer.text_of(token);
    }
    if (token.kind == TokenKind::string || token.kind == TokenKind::number ||
        token.kind == TokenKind::word)
      m_found.literals.try_emplace(number, std::move(literal));
  }

  std::string_view m_text;
  Parameters m_found;
  std::unordered_map<const Node*, Parameter> m_known;
};

int number_of(std::string_view token) {
  int number = 0;
  std::from_chars(token.data() + 1, token.data() + token.size(), number);
  return number;
}

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

ReplacedParameters replace_parameters(std::string_view statement,
                                      const std::function<std::string(int number)>& value,
                                      const std::function<std::string(int number)>& several) {
  ReplacedParameters replaced;
  Lexer lexer(statement);
  Token token = lexer.next();
  while (token.kind != TokenKind::end) {
    const Token next = lexer.next();
    const std::string_view current = statement.substr(token.begin, token.end - token.begin);
    const std::string_view following = statement.substr(next.begin, next.end - next.begin);
    if (token.kind != TokenKind::param) {
      replaced.text += current;
    } else {
      const bool list =
          next.kind == TokenKind::space && following.find("/*, ... */") != std::string_view::npos;
      const int number = number_of(current);
      // Blanks, so that the value cannot grow together with what stands beside it.
      replaced.text += ' ';
      const std::size_t begin = replaced.text.size();
      replaced.text += list ? several(number) : value(number);
      replaced.places.push_back({number, begin, replaced.text.size()});
      replaced.text += ' ';
    }
    token = next;
  }
  return replaced;
}

}  // namespace selfopt::sql
