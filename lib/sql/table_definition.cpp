#include "sql/table_definition.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "sql/lexer.hpp"
#include "sql/nodes.hpp"
#include "sql/parse_tree.hpp"
#include "sql/statement.hpp"

namespace selfopt::sql {
namespace {

// \returns what stands from `begin` to the comma or parenthesis that ends the element of the list,
// or to `limit`; without spaces and comments at its end
std::string element_text(std::string_view text, std::size_t begin, std::size_t limit) {
  Lexer lexer(text, begin);
  std::size_t end = begin;
  int depth = 0;
  for (Token token = lexer.next(); token.kind != TokenKind::end && token.begin < limit;
       token = lexer.next()) {
    if (token.kind == TokenKind::space) continue;
    const char first = text[token.begin];
    if (token.kind == TokenKind::mark) {
      if (depth == 0 && (first == ',' || first == ')')) break;
      depth += first == '(' || first == '[' ? 1 : first == ')' || first == ']' ? -1 : 0;
    }
    end = token.end;
  }
  return std::string(text.substr(begin, end - begin));
}

int integer_of(const Node* node) {
  if (tag_of(node) != T_A_Const || tag_of(&as<A_Const>(node).val.node) != T_Integer) return 0;
  return as<A_Const>(node).val.ival.ival;
}

std::string type_name(const TypeName& type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> k_serial{
      {{"serial", "int4"},
       {"serial4", "int4"},
       {"bigserial", "int8"},
       {"serial8", "int8"},
       {"smallserial", "int2"},
       {"serial2", "int2"}}};
  const Nodes names(type.names);
  if (type.arrayBounds != nullptr || names.size() == 0 || names.size() > 2) return {};
  if (names.size() == 2 && string_of(names[0]) != "pg_catalog") return {};
  const std::string_view name = last_name(type.names);
  for (const auto& [serial, integer] : k_serial)
    if (name == serial) return std::string(integer);
  return std::string(name);
}

void read_type(ColumnDefinition& column, const TypeName& type) {
  column.type_name = type_name(type);
  const Nodes modifiers(type.typmods);
  if (column.type_name == "numeric" && modifiers.size() > 0) {
    column.precision = integer_of(modifiers[0]);
    column.scale = modifiers.size() > 1 ? integer_of(modifiers[1]) : 0;
  }
  const bool has_length = column.type_name == "varchar" || column.type_name == "bpchar";
  if (has_length && modifiers.size() > 0) column.max_characters = integer_of(modifiers[0]);
  column.not_null = column.fills_itself =
      last_name(type.names).find("serial") != std::string_view::npos;
}

class Reader {
 public:
  Reader(std::string_view sql, const std::string& path) : m_path(path) {
    for (const Statement& statement : split(sql)) {
      m_statement = &statement;
      with_parse_tree(statement.text, [this](const ParseTree& tree) { read(tree); });
    }
  }
  std::vector<TableDefinition> take() { return std::move(m_tables); }

 private:
  [[noreturn]] void fail(const std::string& message, const std::string& hint = {}) const {
    throw Error(ErrorKind::input, fmt::format("{}:{}: {}", m_path, m_statement->line, message), {},
                hint);
  }

  void read(const ParseTree& tree) {
    if (tree.error != nullptr) fail(tree.error->message);
    m_text = tree.text;
    for (const Node* raw : Nodes(static_cast<const List*>(tree.statements))) {
      const Node* statement = as<RawStmt>(raw).stmt;
      if (tag_of(statement) == T_CreateStmt) read_create(as<CreateStmt>(statement));
      if (tag_of(statement) == T_AlterTableStmt) read_alter(as<AlterTableStmt>(statement));
      if (tag_of(statement) == T_CommentStmt) read_comment(as<CommentStmt>(statement));
    }
  }

  void read_create(const CreateStmt& statement) {
    TableDefinition table;
    table.schema = view_of(statement.relation->schemaname);
    table.name = view_of(statement.relation->relname);
    table.line = m_statement->line;
    const bool stands_alone = statement.inhRelations == nullptr && statement.partbound == nullptr &&
                              statement.ofTypename == nullptr && statement.partspec == nullptr;
    constexpr const char* k_hint =
        "Describe it with columns and constraints alone; --partition-by divides it.";
    if (!stands_alone)
      fail(fmt::format("table \"{}\" inherits or has partitions", table.name), k_hint);
    if (find(table.schema, table.name) != nullptr)
      fail(fmt::format("table \"{}\" is described twice", table.name));
    for (const Node* element : Nodes(statement.tableElts)) {
      if (tag_of(element) == T_ColumnDef)
        read_column(table, as<ColumnDef>(element));
      else if (tag_of(element) == T_Constraint)
        read_constraint(table, as<Constraint>(element));
      else
        fail(fmt::format("table \"{}\" is made like another", table.name), k_hint);
    }
    m_tables.push_back(std::move(table));
  }

  void read_column(TableDefinition& table, const ColumnDef& definition) const {
    ColumnDefinition column;
    column.name = definition.colname;
    const auto begin = static_cast<std::size_t>(definition.typeName->location);
    std::size_t type_end = m_text.size();
    const auto ends_type_at = [&](int location) {
      if (location > 0) type_end = std::min(type_end, static_cast<std::size_t>(location));
    };
    read_type(column, *definition.typeName);
    if (definition.collClause != nullptr) ends_type_at(definition.collClause->location);
    for (const Node* node : Nodes(definition.constraints)) {
      const auto& constraint = as<Constraint>(node);
      ends_type_at(constraint.location);
      read_column_constraint(table, column, constraint.contype);
    }
    column.clause = element_text(m_text, begin, m_text.size());
    column.sql_type = element_text(m_text, begin, type_end);
    table.columns.push_back(std::move(column));
  }

  static void read_column_constraint(TableDefinition& table, ColumnDefinition& column,
                                     ConstrType kind) {
    if (kind == CONSTR_PRIMARY) table.has_primary_key = true;
    if (kind == CONSTR_NOTNULL || kind == CONSTR_PRIMARY || kind == CONSTR_IDENTITY)
      column.not_null = true;
    if (kind == CONSTR_DEFAULT || kind == CONSTR_IDENTITY || kind == CONSTR_GENERATED)
      column.fills_itself = true;
    if (kind == CONSTR_GENERATED) column.is_generated = true;
  }

  void read_constraint(TableDefinition& table, const Constraint& constraint) const {
    if (constraint.contype == CONSTR_PRIMARY) {
      table.has_primary_key = true;
      for (const Node* key : Nodes(constraint.keys))
        column_of(table, string_of(key)).not_null = true;
    }
    table.constraints.push_back(
        element_text(m_text, static_cast<std::size_t>(constraint.location), m_text.size()));
  }

  // As pg_dump writes keys, apart from their tables.
  void read_alter(const AlterTableStmt& statement) {
    for (const Node* node : Nodes(statement.cmds)) {
      const auto& command = as<AlterTableCmd>(node);
      const bool adds = command.subtype == AT_AddConstraint;
      if (!adds && command.subtype != AT_SetNotNull) continue;
      TableDefinition& table =
          table_of(view_of(statement.relation->schemaname), view_of(statement.relation->relname));
      if (adds)
        read_constraint(table, as<Constraint>(command.def));
      else
        set_not_null(column_of(table, command.name));
    }
  }

  static void set_not_null(ColumnDefinition& column) {
    column.not_null = true;
    column.clause += " not null";
  }

  void read_comment(const CommentStmt& statement) {
    if (statement.objtype != OBJECT_TABLE && statement.objtype != OBJECT_COLUMN) return;
    const Nodes path(reinterpret_cast<const List*>(statement.object));
    const std::size_t parts = path.size() - (statement.objtype == OBJECT_COLUMN ? 1 : 0);
    if (parts < 1) fail("the column's table is not named");
    TableDefinition& table = table_of(parts > 1 ? string_of(path[parts - 2]) : std::string_view{},
                                      string_of(path[parts - 1]));
    (statement.objtype == OBJECT_TABLE ? table.comment
                                       : column_of(table, string_of(path[parts])).comment) =
        view_of(statement.comment);
  }

  TableDefinition* find(std::string_view schema, std::string_view name) {
    const auto found = std::ranges::find_if(m_tables, [&](const TableDefinition& table) {
      return table.name == name &&
             (schema.empty() || table.schema.empty() || table.schema == schema);
    });
    return found == m_tables.end() ? nullptr : &*found;
  }
  TableDefinition& table_of(std::string_view schema, std::string_view name) {
    if (TableDefinition* found = find(schema, name)) return *found;
    fail(fmt::format("table \"{}\" is not described before", name));
  }
  ColumnDefinition& column_of(TableDefinition& table, std::string_view name) const {
    const auto found = std::ranges::find(table.columns, name, &ColumnDefinition::name);
    if (found != table.columns.end()) return *found;
    fail(fmt::format("table \"{}\" has no column \"{}\"", table.name, name));
  }

  const std::string& m_path;
  const Statement* m_statement = nullptr;
  std::string_view m_text;  // of the statement
  std::vector<TableDefinition> m_tables;
};

}  // namespace

std::vector<TableDefinition> read_table_definitions(std::string_view text,
                                                    const std::string& path) {
  return Reader(text, path).take();
}

}  // namespace selfopt::sql
