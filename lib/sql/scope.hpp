#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <selfopt/nouns/features.hpp>

namespace selfopt::sql {

/// Where a column comes from.
struct Place {
  int relation = -1;        ///< -1: the text does not tell
  std::string_view column;  ///< its name there
  int block = 0;            ///< where the search began
  bool guessed = false;     ///< it could also be a column of a block around

  bool operator==(const Place&) const = default;
};

/// A column that a sub-select gives out: its name, and the column that it passes on unchanged, if
/// it does no more than that.
struct OutputColumn {
  static constexpr int k_computed = -1;  ///< or a table's own
  static constexpr int k_unknown = -2;   ///< a table's, renamed: the text does not tell which
  std::string_view name;
  int relation = k_computed;
  std::string_view column;
};

/// The columns of a sub-select, CTE or function in FROM, or of a table if they are known.
struct Outputs {
  std::vector<OutputColumn> columns;
  bool complete = true;      ///< there are no others
  int star_of = -1;          ///< the others are those of this relation (SELECT *)
  bool is_function = false;  ///< others are unlikely
  bool is_table = false;     ///< it has PostgreSQL's system columns, too

  const OutputColumn* find(std::string_view name) const;
};

/// The query blocks, relations and CTEs of a statement, and what a column's name means among them.
/// All names point into the parse tree.
class Scope {
 public:
  explicit Scope(Features& features) : m_features(features) {}

  /// Opens a block inside \p parent (-1: none that it can see). \returns its number
  int add_block(int parent);
  int parent(int block) const { return m_features.block_parents[index(block)]; }
  const std::vector<int>& relations(int block) const { return m_blocks[index(block)].relations; }

  /// \returns the number of the relation
  int add_table(int block, std::string_view schema, std::string_view name, std::string_view alias);
  /// Says which columns \p relation, a table, has.
  void set_columns(int relation, const Outputs* outputs) {
    m_outputs_of[index(relation)] = outputs;
  }
  int add_derived(int block, std::string_view alias, const Outputs* outputs);
  const Outputs* keep(Outputs outputs);
  const Outputs* outputs_of(int relation) const { return m_outputs_of[index(relation)]; }

  /// Names a join as a whole; it is not a relation of its own.
  void add_join_alias(int block, std::string_view alias);
  /// From now on \p name without a table is \p place, which stands for \p other, too (USING).
  void merge(int block, std::string_view name, Place place, Place other);

  /// CTEs are seen from where they are added until they are taken back.
  std::size_t cte_count() const { return m_ctes.size(); }
  std::size_t add_cte(std::string_view name, const Outputs* outputs);
  void set_cte_outputs(std::size_t cte, const Outputs* outputs) { m_ctes[cte].outputs = outputs; }
  void drop_ctes(std::size_t count) { m_ctes.resize(count); }
  /// \returns whether there is such a CTE; \p outputs are its columns, null if not known
  bool find_cte(std::string_view name, const Outputs*& outputs) const;

  Place find(int block, std::string_view schema, std::string_view table,
             std::string_view column) const;
  Place find(int block, std::string_view column) const;
  /// \returns whether a relation of \p block itself is known to have the column
  bool has_column(int block, std::string_view column) const;
  /// Those columns of the relations \p from to \p to (exclusive; positions in the block) that are
  /// known, each once.
  std::vector<std::string_view> known_columns(int block, std::size_t from, std::size_t to) const;
  /// \returns whether USING or NATURAL made column \p name of \p relation one with that of another
  ///          relation, which stands for both
  bool is_merged_away(int block, std::string_view name, int relation) const;
  /// The relation called \p name, or -1.
  int find_relation(int block, std::string_view schema, std::string_view name) const;
  /// Column \p name of the relations \p from to \p to (exclusive; positions in the block).
  Place find_among(int block, std::size_t from, std::size_t to, std::string_view name) const;

 private:
  struct Merged {
    std::string_view name;
    Place place;
    Place other;
  };
  struct Block {
    std::vector<int> relations;
    std::vector<Merged> merged;
    std::vector<std::string_view> join_aliases;
    std::unordered_map<std::string, int> by_alias;  // only of a block with very many relations
  };
  struct Cte {
    std::string_view name;
    const Outputs* outputs;
  };
  static std::size_t index(int number) { return static_cast<std::size_t>(number); }
  // How sure it is that a block has a column.
  enum class Certainty { absent, of_function, guess, sure };
  struct Found {
    Certainty certainty = Certainty::absent;
    Place place = {};
  };
  void index_aliases(Block& block, int relation) const;
  int find_alias(int block, std::string_view name) const;
  bool has_relations_around(int block) const;
  Place through(int relation, std::string_view column, int block) const;
  bool is_sure(int relation, std::string_view column) const;
  Found find_here(int block, std::size_t from, std::size_t to, std::string_view column,
                  int start) const;

  Features& m_features;
  std::vector<Block> m_blocks;
  std::vector<const Outputs*> m_outputs_of;  // of each relation; null for a table
  std::deque<Outputs> m_outputs;
  std::vector<Cte> m_ctes;
};

}  // namespace selfopt::sql
