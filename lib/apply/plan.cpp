#include <algorithm>
#include <sys/statvfs.h>

#include <fmt/format.h>

#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/recommendations.hpp>

#include "apply/memory.hpp"
#include "apply/preflight.hpp"
#include "pg/distribution.hpp"
#include "pg/index_facts.hpp"
#include "pg/ledger.hpp"
#include "pg/node_versions.hpp"
#include "pg/shard_indexes.hpp"
#include "sql/identifier.hpp"
#include "sql/index_statement.hpp"

namespace selfopt {
namespace {

// Reading the table twice, sorting, and writing the index. A cautious guess, not a measurement:
// only the order of magnitude is told from it.
constexpr double k_build_bytes_per_ms = 40'000;
// From here on the planner has to lock so many indexes for each statement that it slows down.
constexpr std::size_t k_many_indexes = 15;

bool creates(const Recommendation& advice) {
  return advice.kind == RecommendationKind::create_index;
}

bool is_made_by_apply(RecommendationKind kind) {
  return kind == RecommendationKind::create_index || kind == RecommendationKind::drop_index;
}

// The document may come from anywhere, so its DDL is read, not believed: one statement, of the kind
// it says, about the index it names.
sql::IndexStatement check_ddl(const Recommendation& advice) {
  const auto statement = sql::read_index_statement(advice.ddl);
  const std::string kind = creates(advice) ? "CREATE INDEX" : "DROP INDEX";
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::input, fmt::format("recommendation {}: its \"ddl\" {}", advice.id, what),
                advice.ddl,
                "Only what selfopt recommend wrote can be applied; nothing was changed.");
  };
  if (!statement || statement->creates != creates(advice)) refuse("is not one " + kind);
  if (statement->name != advice.name) refuse(fmt::format("is not about index \"{}\"", advice.name));
  if (statement->unique) refuse("makes a unique index, which could refuse rows");
  if (statement->if_exists_clause)
    refuse("has IF [NOT] EXISTS, which hides an invalid index of that name");
  if (creates(advice) && sql::quote_qualified(statement->schema, statement->table) != advice.table)
    refuse(fmt::format("is not about table {}", advice.table));
  return *statement;
}

/// What is looked at once for all recommendations.
class Planner {
 public:
  Planner(pg::Session& session, const Database& database, const Distribution& distribution,
          const ApplyOptions& options)
      : m_session(session),
        m_database(database),
        m_options(options),
        m_ledger(pg::read_actions(session)),
        m_replicas(pg::server_facts(session).replicas),
        m_distribution(distribution) {}

  Action plan(const Recommendation& advice) {
    Action action;
    action.recommendation_id = advice.id;
    action.kind = to_string(advice.kind);
    action.table = advice.table;
    action.name = advice.name;
    action.reason = advice.reason;
    action.size_bytes = advice.size_bytes;
    action.state = "planned";
    for (const QueryCost& query : advice.queries)
      action.query_hashes.push_back(query.query_hash);
    if (!is_made_by_apply(advice.kind)) {
      action.ddl = advice.ddl;
      action.size_bytes.reset();
      action.state = "skipped";
      action.message = "apply does not do this by itself: run it by hand";
      return action;
    }
    const sql::IndexStatement statement = check_ddl(advice);
    action.message = why_unsure(advice);
    if (action.message.empty()) action.message = node_obstacle(advice);
    const auto table = pg::table_state(m_session, advice.table, advice.name);
    action.ddl = concurrent_ddl(advice.ddl);
    if (creates(advice))
      action.undo_ddl =
          "drop index concurrently " + sql::quote_qualified(statement.schema, statement.name);
    if (table) action.table_identity = table->identity;
    if (action.message.empty() && !table)
      action.message = fmt::format("table {} does not exist", advice.table);
    if (action.message.empty())
      action.message =
          creates(advice) ? plan_create(action, advice, statement, *table) : plan_drop(action);
    if (!action.message.empty()) action.state = "skipped";
    return action;
  }

 private:
  std::string why_unsure(const Recommendation& advice) const {
    const double least =
        creates(advice) ? m_options.min_create_confidence : m_options.min_drop_confidence;
    const double confidence = advice.confidence.value_or(1);
    if (confidence > least) return {};
    return fmt::format("confidence {:.2f} is not above {:.2f}", confidence, least);
  }

  // Where Citus keeps the table, every node has to be seen, before and afterwards.
  std::string node_obstacle(const Recommendation& advice) {
    if (find_distributed(m_distribution, advice.table) == nullptr) return {};
    if (!m_distribution.coordinator)
      return "this is a worker of a Citus cluster; its coordinator makes changes on all nodes";
    const auto parts = pg::read_shard_indexes(m_session, m_database, advice.table, advice.name);
    if (!parts.unseen.empty()) return "node " + parts.unseen;
    if (creates(advice) && !parts.parts.empty() &&
        !pg::index_state(m_session, advice.table, advice.name))
      return fmt::format("{} is in the way on node {}", parts.parts.front().sql_name,
                         parts.parts.front().node.name());
    return {};
  }

  // \returns why it is not made; empty if it is
  std::string plan_create(Action& action, const Recommendation& advice,
                          const sql::IndexStatement& statement, const pg::TableState& table) {
    action.table_rows = table.rows;
    action.partitioned = table.kind == 'p';
    if (action.partitioned) {
      action.ddl = advice.ddl;
      action.ddl.insert(statement.table_offset, statement.only ? "" : "only ");
      action.undo_ddl = "drop index " + sql::quote_qualified(statement.schema, statement.name);
    }
    describe(action, statement, table);
    if (std::string obstacle = name_obstacle(action, advice, table); !obstacle.empty())
      return obstacle;
    if (std::string past = change::reason_to_remember(m_ledger, action, m_options); !past.empty())
      return past;
    if (action.partitioned && !m_options.allow_locking_undo)
      return "the table is partitioned: dropping its index again would lock it whole for a moment; "
             "--allow-locking-undo accepts that";
    if (!table.may_build)
      throw Error(
          ErrorKind::refused, fmt::format("may not make an index on {}", advice.table), {},
          fmt::format("Run as a superuser: grant {0} to current_user, and grant create on "
                      "schema {1} to {0}, or connect as {0}.",
                      sql::quote_identifier(table.owner), sql::quote_identifier(statement.schema)));
    return {};
  }

  std::string name_obstacle(Action& action, const Recommendation& advice,
                            const pg::TableState& table) {
    const std::string shape = sql::index_shape(advice.ddl);
    const auto present = pg::index_state(m_session, advice.table, advice.name);
    if (present && !present->valid) {
      const bool unfinished = std::ranges::any_of(m_ledger, [&](const Action& one) {
        return one.name == action.name && one.table == action.table && one.state == "intended";
      });
      return unfinished ? "an earlier run has not finished it; --resume does"
                        : fmt::format("an invalid index \"{}\" is in the way", advice.name);
    }
    if (present) {
      action.size_bytes = present->size_bytes;
      return sql::index_shape(present->definition) == shape || !is_plain(present->definition)
                 ? "exists already"
                 : fmt::format("another index is called \"{}\"", advice.name);
    }
    if (!table.name_taken_by.empty())
      return fmt::format("a {} is called \"{}\"", table.name_taken_by, advice.name);
    for (const std::string& definition : table.definitions)
      if (sql::index_shape(definition) == shape) {
        const auto same = sql::read_index_statement(definition);
        return fmt::format("exists already, as \"{}\"", same ? same->name : "");
      }
    return {};
  }

  // Of an index on expressions two texts that differ may mean the same.
  static bool is_plain(const std::string& definition) {
    const auto statement = sql::read_index_statement(definition);
    return statement && std::ranges::count(statement->keys, "") == 0 &&
           definition.find(" WHERE ") == std::string::npos;
  }

  std::string plan_drop(Action& action) {
    const auto present = pg::index_state(m_session, action.table, action.name);
    if (!present) return "does not exist";
    if (present->table != action.table)
      return fmt::format("is an index of {}, not of {}", present->table, action.table);
    if (!present->needed_for.empty())
      return fmt::format("needed for {}; selfopt never drops it", present->needed_for);
    if (!present->valid && present->being_built) return "it is being built";
    const bool ours = change::made_by_us(m_ledger, action, present->definition);
    if (!ours && !m_options.allow_drops)
      return "selfopt did not make this index (--allow-drops includes it)";
    if (!ours && present->valid && !present->useful_for.empty()) return present->useful_for;
    if (!ours && m_replicas > 0 && !m_options.replicas_not_used)
      return "a replica may use it; --replicas-not-used says that none does";
    action.undo_ddl = concurrent_ddl(present->definition);
    action.extras = present->extras;
    action.size_bytes = present->size_bytes;
    action.outlook.lock = "none; waits for transactions that use the table";
    action.outlook.risk = ours ? "low" : "a statement that selfopt has not seen may need it";
    return {};
  }

  void describe(Action& action, const sql::IndexStatement& statement, const pg::TableState& table) {
    Outlook& outlook = action.outlook;
    outlook.table_bytes = table.size_bytes;
    if (action.size_bytes.value_or(0) == 0) action.size_bytes = table.size_bytes;
    outlook.free_bytes = m_options.free_bytes;
    struct statvfs disk {};
    if (!outlook.free_bytes && !table.tablespace_folder.empty() &&
        statvfs(table.tablespace_folder.c_str(), &disk) == 0)
      outlook.free_bytes = static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize);
    outlook.lock = action.partitioned ? "writes wait a moment; ALTER and VACUUM wait"
                                      : "none for reads and writes; ALTER and VACUUM wait";
    outlook.estimated_ms =
        static_cast<double>(2 * table.size_bytes + *action.size_bytes) / k_build_bytes_per_ms;
    const auto add = [&](const std::string& risk) {
      outlook.risk += (outlook.risk.empty() ? "" : "; ") + risk;
    };
    for (const std::string& key : statement.keys)
      if (statement.method == "btree" && std::ranges::count(table.wide_columns, key) > 0)
        add(fmt::format("refuses values of {} above 2704 bytes", key));
    if (table.definitions.size() >= k_many_indexes)
      add(fmt::format("the table has {} indexes", table.definitions.size()));
    if (table.rows < 0) add("the table was never analysed, its size is a guess");
    if (action.partitioned) add("undo locks the table");
    if (outlook.risk.empty()) outlook.risk = "low";
  }

  pg::Session& m_session;
  const Database& m_database;
  const ApplyOptions& m_options;
  std::vector<Action> m_ledger;
  int m_replicas;
  const Distribution& m_distribution;
};

// Somebody else's are only named: they may be in the middle of something.
void report_leftovers(pg::Session& session) {
  for (const std::string& index : pg::invalid_indexes(session))
    log::notice("{} is invalid: no query uses it, every write keeps it up to date", index);
}

}  // namespace

std::vector<Action> plan_actions(const Database& database, const Recommendations& advice,
                                 const ApplyOptions& options) {
  pg::Session session(database);
  change::demand_changeable_server(session);
  for (const std::string& id : options.only)
    if (std::ranges::count(advice.recommendations, id, &Recommendation::id) == 0)
      throw Error(ErrorKind::input, fmt::format("there is no recommendation \"{}\"", id));
  report_leftovers(session);
  const Distribution distribution = pg::read_distribution(session);
  for (const std::string& difference : pg::version_differences(distribution, database))
    log::warning("{}", difference);
  Planner planner(session, database, distribution, options);
  std::vector<Action> actions;
  for (const Recommendation& one : advice.recommendations)
    if (options.only.empty() || std::ranges::count(options.only, one.id) > 0)
      actions.push_back(planner.plan(one));
  return actions;
}

}  // namespace selfopt
