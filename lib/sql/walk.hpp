#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/features.hpp>

#include "sql/known_relations.hpp"
#include "sql/nodes.hpp"
#include "sql/normalize.hpp"
#include "sql/restore.hpp"
#include "sql/scope.hpp"

namespace selfopt::sql {

/// One pass over a statement's parse tree: counts, columns, and the places of its constants.
///
/// The work is in six files: walk_statements.cpp (SELECT, INSERT, ...), walk_from.cpp,
/// walk_conditions.cpp (WHERE, ON, HAVING), walk_keys.cpp (GROUP BY, ORDER BY, DISTINCT),
/// walk_outputs.cpp (which columns come out) and walk_expressions.cpp.
class Walk {
 public:
  /// \param known which columns the tables have; may be null
  Walk(Features& features, Constants& constants, const KnownRelations* known)
      : m_features(features), m_constants(constants), m_known(known), m_scope(features) {}

  /// Reads one statement; utility statements only for the query that they run.
  void statement(const Node* statement);

 private:
  // A part of m_places: what one side of a comparison refers to.
  struct Side {
    const Node* node = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool has_subselect = false;

    bool is_empty() const { return begin == end; }
  };
  // What a condition says of a column.
  struct Test {
    ColumnRole role{};
    std::string op;
    bool negative = false;
  };
  // A part of a SELECT that GROUP BY and ORDER BY can name.
  using Targets = const List*;

  // walk_statements.cpp
  const Outputs* query(const Node* statement, int parent);
  const Outputs* select(const SelectStmt& select, int parent);
  Outputs set_operation(const SelectStmt& select, int parent);
  Outputs simple_select(const SelectStmt& select, int parent);
  const Outputs* insert(const InsertStmt& insert, int parent);
  const Outputs* update(const UpdateStmt& update, int parent);
  const Outputs* remove(const DeleteStmt& remove, int parent);
  const Outputs* merge(const MergeStmt& merge, int parent);
  void on_conflict(const OnConflictClause& clause);
  void change(const WithClause* with, const RangeVar& target, int parent);
  void add_target(const RangeVar& target);
  void assignments(const List* targets);
  void with_clause(const WithClause* clause, int parent);
  const Outputs* cte(const CommonTableExpr& cte, int parent);
  void end_select(const SelectStmt& select, Targets targets);
  void count_joins();

  // walk_from.cpp
  void from_items(const List* items);
  void from_item(const Node* item);
  void from_table(const RangeVar& table);
  void add_table(const RangeVar& table);
  void from_join(const JoinExpr& join);
  void from_subselect(const RangeSubselect& item);
  void from_function(const RangeFunction& item);
  void using_column(std::string_view name, std::size_t left, std::size_t right);
  void natural_columns(std::size_t left, std::size_t right);

  // walk_conditions.cpp
  void condition(const Node* condition, bool under_or = false);
  void leaf(const Node* condition, bool under_or);
  void comparison(const A_Expr& comparison, bool under_or);
  void row_comparison(const A_Expr& comparison, bool under_or);
  void subselect_test(const SubLink& link, bool under_or);
  void one_sided(const Node* tested, const Test& test, const std::string& constant, bool under_or);
  bool is_join(const Side& left, const Side& right, std::string_view op) const;
  void doubt_correlation(const Side& left, const Side& right, std::string_view op);
  void side_uses(const Side& side, const Test& test, const Side& other, bool under_or);
  std::string text_of(const Side& side) const;

  // walk_keys.cpp
  void group_by(const List* items, Targets targets);
  void group_item(const Node* item, Targets targets, std::vector<Place>& seen);
  void order_by(const List* items, Targets targets);
  void distinct(const SelectStmt& select);
  bool groups_by_column(const Node* item, Targets targets) const;
  const Node* named_target(const Node* item, Targets targets) const;
  void item_uses(const Node* item, ColumnRole role, bool descending, Targets targets);

  // walk_outputs.cpp
  Outputs outputs_of(const List* targets) const;
  static Outputs outputs_of_values(const List* rows);
  void add_output(Outputs& outputs, const ResTarget& target) const;
  void add_star(Outputs& outputs, int relation) const;

  // walk_expressions.cpp
  Side side(const Node* expression);
  std::span<const Place> places(const Side& side) const;
  void forget(const Side& side) { m_places.resize(side.begin); }
  void expression(const Node* expression);
  void expressions(const List* list);
  void newer_expression(const Node* node);
  // For what is computed before a comparison sees it: aggregates, windows, sub-selects.
  void without_sides(const auto& work) {
    const Restore reading(m_reading_side, false);
    work();
  }
  void column(const ColumnRef& reference);
  void star(const ColumnRef& reference);
  void all_columns(int relation);
  Place place_of(const ColumnRef& reference) const;
  void call(const FuncCall& call);
  void window(const WindowDef& window);
  void sublink(const SubLink& link);
  void constant(const A_Const& constant);
  void use(ColumnUse use, const Place& place);
  void output_use(const Place& place);

  Features& m_features;
  Constants& m_constants;
  const KnownRelations* m_known;
  Scope m_scope;
  std::vector<Place> m_places;  // of the sides being read
  int m_block = -1;
  bool m_reading_side = false;  // columns go to m_places, else they are uses of their own
  bool m_again = false;         // what is read has been counted before
};

}  // namespace selfopt::sql
