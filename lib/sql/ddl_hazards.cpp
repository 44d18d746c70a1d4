#include "sql/ddl_hazards.hpp"

#include "sql/nodes.hpp"
#include "sql/parse_tree.hpp"

namespace selfopt::sql {
namespace {

std::string name_of(const RangeVar* range) {
  if (range == nullptr) return {};
  std::string name(view_of(range->schemaname));
  return (name.empty() ? "" : name + ".") + std::string(view_of(range->relname));
}

std::string name_of_list(const List* name) {
  std::string text;
  for (const Node* part : Nodes(name))
    text += (text.empty() ? "" : ".") + std::string(string_of(part));
  return text;
}

bool has_constraint(const ColumnDef& column, ConstrType type) {
  for (const Node* constraint : Nodes(column.constraints))
    if (as<Constraint>(constraint).contype == type) return true;
  return false;
}

// A constant default is kept in the catalog; a call is computed for every row.
bool has_computed_default(const ColumnDef& column) {
  for (const Node* node : Nodes(column.constraints)) {
    const auto& constraint = as<Constraint>(node);
    if (constraint.contype == CONSTR_GENERATED || constraint.contype == CONSTR_IDENTITY)
      return true;
    if (constraint.contype != CONSTR_DEFAULT) continue;
    if (tag_of(constraint.raw_expr) == T_FuncCall) {
      const std::string_view function = last_name(as<FuncCall>(constraint.raw_expr).funcname);
      return function != "now" && function != "current_timestamp";
    }
  }
  return false;
}

class Reader {
 public:
  void statement(const Node* node) {
    switch (tag_of(node)) {
      case T_IndexStmt:
        return index(as<IndexStmt>(node));
      case T_DropStmt:
        return drop(as<DropStmt>(node));
      case T_AlterTableStmt:
        return alter(as<AlterTableStmt>(node));
      case T_RenameStmt:
        return rename(as<RenameStmt>(node));
      case T_TruncateStmt:
        for (const Node* table : Nodes(as<TruncateStmt>(node).relations))
          add(name_of(&as<RangeVar>(table)), "TRUNCATE takes all rows, and locks readers out");
        return;
      case T_VacuumStmt:
        return vacuum(as<VacuumStmt>(node));
      case T_ClusterStmt:
        return add(name_of(as<ClusterStmt>(node).relation),
                   "CLUSTER writes the table anew and locks everybody out meanwhile");
      case T_ReindexStmt:
        return reindex(as<ReindexStmt>(node));
      case T_RefreshMatViewStmt:
        if (!as<RefreshMatViewStmt>(node).concurrent)
          add(name_of(as<RefreshMatViewStmt>(node).relation),
              "REFRESH without CONCURRENTLY locks readers out meanwhile");
        return;
      default:
        return;
    }
  }

  std::vector<DdlHazard> take() { return std::move(m_hazards); }

 private:
  void add(std::string table, std::string what, std::string instead = {}) {
    m_hazards.push_back({std::move(table), std::move(what), std::move(instead)});
  }

  void index(const IndexStmt& index) {
    if (!index.concurrent)
      add(name_of(index.relation), "CREATE INDEX without CONCURRENTLY locks writers out meanwhile",
          "Write CREATE INDEX CONCURRENTLY, outside of a transaction.");
  }

  void drop(const DropStmt& drop) {
    if (drop.removeType == OBJECT_TABLE)
      for (const Node* name : Nodes(drop.objects))
        add(name_of_list(&as<List>(name)),
            "DROP TABLE loses its data, and breaks whoever still reads it");
    if (drop.removeType == OBJECT_INDEX && !drop.concurrent)
      add("", "DROP INDEX without CONCURRENTLY waits for readers, and others wait behind it",
          "Write DROP INDEX CONCURRENTLY, outside of a transaction.");
  }

  void alter(const AlterTableStmt& alter) {
    if (alter.objtype != OBJECT_TABLE) return;
    for (const Node* command : Nodes(alter.cmds))
      command_on(name_of(alter.relation), as<AlterTableCmd>(command));
  }

  void command_on(const std::string& table, const AlterTableCmd& command) {
    switch (command.subtype) {
      case AT_AddColumn:
        return add_column(table, as<ColumnDef>(command.def));
      case AT_AlterColumnType:
        return add(table, "another type of a column may write the table anew, locked",
                   "Add a column, fill it in batches, and rename.");
      case AT_SetNotNull:
        return add(table, "SET NOT NULL reads the table whole, locked",
                   "Add CHECK (... IS NOT NULL) NOT VALID, validate it, then set NOT NULL.");
      case AT_AddConstraint:
        return add_constraint(table, as<Constraint>(command.def));
      case AT_DropColumn:
        return add(table, "DROP COLUMN loses its data, and breaks whoever still reads it");
      case AT_SetTableSpace:
        return add(table, "SET TABLESPACE copies the table, locked");
      case AT_SetLogged:
      case AT_SetUnLogged:
        return add(table, "SET LOGGED or UNLOGGED writes the table anew, locked");
      default:
        return;
    }
  }

  void add_column(const std::string& table, const ColumnDef& column) {
    if (has_computed_default(column))
      add(table, "a column with a computed default writes the table anew, locked",
          "Add it without, set the default, and fill it in batches.");
    else if (has_constraint(column, CONSTR_NOTNULL) && !has_constraint(column, CONSTR_DEFAULT))
      add(table, "a NOT NULL column without a default fails if the table has rows",
          "Give it a default.");
    if (has_constraint(column, CONSTR_UNIQUE) || has_constraint(column, CONSTR_PRIMARY))
      add(table, "a unique column builds its index while everybody is locked out");
  }

  void add_constraint(const std::string& table, const Constraint& constraint) {
    const bool checked = !constraint.skip_validation;
    if (constraint.contype == CONSTR_FOREIGN && checked)
      add(table, "a foreign key checks every row, with writers of both tables locked out",
          "Add it NOT VALID, then VALIDATE CONSTRAINT.");
    if (constraint.contype == CONSTR_CHECK && checked)
      add(table, "a check reads the table whole, locked",
          "Add it NOT VALID, then VALIDATE CONSTRAINT.");
    if ((constraint.contype == CONSTR_UNIQUE || constraint.contype == CONSTR_PRIMARY) &&
        constraint.indexname == nullptr)
      add(table, "a unique constraint builds its index while everybody is locked out",
          "Create the unique index CONCURRENTLY, then add the constraint USING INDEX.");
  }

  void rename(const RenameStmt& rename) {
    if (rename.renameType == OBJECT_TABLE || rename.renameType == OBJECT_COLUMN)
      add(name_of(rename.relation), "a new name breaks whoever still uses the old one");
  }

  void vacuum(const VacuumStmt& vacuum) {
    for (const Node* option : Nodes(vacuum.options))
      if (view_of(as<DefElem>(option).defname) == "full")
        add("", "VACUUM FULL writes the table anew and locks everybody out meanwhile");
  }

  void reindex(const ReindexStmt& reindex) {
    for (const Node* option : Nodes(reindex.params))
      if (view_of(as<DefElem>(option).defname) == "concurrently") return;
    add(name_of(reindex.relation), "REINDEX without CONCURRENTLY locks writers out meanwhile",
        "Write REINDEX ... CONCURRENTLY, outside of a transaction.");
  }

  std::vector<DdlHazard> m_hazards;
};

}  // namespace

std::vector<DdlHazard> read_ddl_hazards(std::string_view statement) {
  Reader reader;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    for (const Node* raw : Nodes(static_cast<const List*>(tree.statements)))
      reader.statement(as<RawStmt>(raw).stmt);
  });
  return reader.take();
}

std::string created_table(std::string_view statement) {
  std::string table;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    for (const Node* raw : Nodes(static_cast<const List*>(tree.statements))) {
      const Node* node = as<RawStmt>(raw).stmt;
      if (tag_of(node) == T_CreateStmt) table = name_of(as<CreateStmt>(node).relation);
      if (tag_of(node) == T_CreateTableAsStmt)
        table = name_of(as<CreateTableAsStmt>(node).into->rel);
    }
  });
  return table;
}

}  // namespace selfopt::sql
