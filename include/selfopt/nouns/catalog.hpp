#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <selfopt/nouns/distribution.hpp>

namespace selfopt {

/// A column of a table, with what ANALYZE knows of it.
struct Column {
  std::string name;
  std::string sql_name;  ///< quoted if it has to be
  std::string type;      ///< as format_type prints it, for example "numeric(10,2)"
  bool not_null = false;
  double average_width = 0;  ///< bytes, from pg_stats; 0 if never analysed
  double distinct = 0;       ///< pg_stats.n_distinct: > 0 a count, < 0 minus the share of the rows
  double null_share = 0;     ///< 0 to 1
  double correlation = 0;    ///< of value order and physical order, -1 to 1
  bool has_statistics = false;
  bool btree_sortable = true;  ///< its type has a default B-tree operator class
};

/// An index that exists.
struct Index {
  std::string schema;
  std::string name;
  std::string table;              ///< schema-qualified, quoted where needed
  std::string method;             ///< "btree", "gin", ...
  std::vector<std::string> keys;  ///< column names, or expressions as pg_get_indexdef prints them
  std::vector<std::string> include;
  std::optional<std::string> where;
  bool unique = false;
  bool primary = false;
  bool constraint = false;  ///< a constraint needs it
  bool valid = true;
  bool being_built = false;
  std::int64_t size_bytes = 0;
  std::int64_t scans = 0;  ///< since the statistics were last reset
  /// Of a partitioned table: size and scans are those of its parts, which are listed, too.
  bool partitioned = false;
  double rows = 0;         ///< pg_class.reltuples; below 0: not known
  std::string definition;  ///< pg_get_indexdef
  /// Each key with its operator class, collation and direction: what makes two keys the same.
  std::vector<std::string> exact_keys;
  /// What would break without it, for example "a constraint"; empty if nothing would.
  std::string needed_for;
  bool serves_foreign_key = false;  ///< begins with the columns of a foreign key of its table
};

/// Index::needed_for of an index of an unseen table: its scans are counted on other nodes.
inline constexpr const char* k_needed_by_distributed_table = "a distributed table";

/// Statistics of several columns together (CREATE STATISTICS).
struct ExtendedStatistics {
  std::string table;                 ///< schema-qualified, quoted where needed
  std::vector<std::string> columns;  ///< quoted where needed
  std::string kinds;                 ///< pg_statistic_ext.stxkind, for example "dfm"
};

/// How far the counters of scans can be trusted.
struct UsageEvidence {
  double days = 0;            ///< since they were last reset, or the server was started
  std::int64_t replicas = 0;  ///< servers that follow this one and count their scans themselves
};

/// A table, partitioned table or materialised view.
struct Table {
  std::uint32_t oid = 0;
  std::string schema;
  std::string name;
  std::string sql_name;            ///< schema-qualified, quoted where it has to be
  char kind = 'r';                 ///< pg_class.relkind
  std::uint32_t partition_of = 0;  ///< oid of the table that it is a direct partition of; 0: none
  /// Of a partitioned table: places in Catalog::tables of the partitions, at any depth, that hold
  /// rows themselves. Its figures are the sums of theirs.
  std::vector<std::size_t> leaves;
  /// pg_class.reltuples; if it was never analysed, what the size of its file lets the planner
  /// think.
  double rows = 0;
  std::int64_t pages = 0;  ///< pg_class.relpages, or likewise
  std::int64_t size_bytes = 0;
  std::int64_t all_visible_pages = 0;  ///< pg_class.relallvisible
  bool analyzed = false;               ///< ever, as far as the server's counters know
  bool vacuumed = false;               ///< likewise
  double modified_rows = 0;            ///< since it was last analysed
  double dead_rows = 0;                ///< old versions that VACUUM would free
  /// Of the rows updated so far, the share whose indexes needed no new entry (HOT); 1 if none was.
  double hot_share = 1;
  std::vector<Column> columns;  ///< in the order of the table, dropped ones left out
};

/// The tables and indexes of a database that its owner made; no system schemas.
struct Catalog {
  std::string database;
  int server_version = 0;                   ///< for example 150020
  std::vector<std::string> search_path;     ///< schemas looked through for unqualified names
  std::vector<Table> tables;                ///< sorted by schema and name
  std::vector<Index> indexes;               ///< sorted by schema and name
  std::vector<std::string> relation_names;  ///< of all in pg_class, without schema, sorted
  std::vector<ExtendedStatistics> statistics;
  std::map<std::string, std::string> extensions;  ///< installed ones, with their quoted schemas
  UsageEvidence usage;
  Distribution distribution;  ///< of a Citus cluster
  /// Schema-qualified and quoted: tables whose rows are on other nodes (Citus), which were not
  /// read: neither their figures nor scans of their indexes are known.
  std::set<std::string> unseen_tables;
};

/// \returns the table with this schema-qualified, quoted name, or nullptr.
const Table* find_table(const Catalog& catalog, const std::string& sql_name);
/// \returns how many distinct values a column of so many rows has, as far as its statistics tell;
///          0 without any
double distinct_values(const Column& column, double rows);

/// Fills Table::leaves by Table::partition_of and sums the figures of partitioned tables up: of the
/// table itself, and of columns of which there are no statistics over all partitions
/// (has_statistics stays false: the planner does not know them).
void sum_partitions(Catalog& catalog);

/// Sums the figures of what Citus keeps up over the nodes that hold it: rows, sizes, statistics of
/// columns, scans of indexes. Tables of which all has been seen are no longer unseen.
/// \param nodes what each node's own catalog says, by the node's id
void sum_shards(Catalog& catalog, const std::map<int, Catalog>& nodes);

/// \returns the partitions of \p table, at any depth, that hold rows themselves
std::vector<const Table*> leaf_partitions(const Catalog& catalog, const Table& table);

}  // namespace selfopt
