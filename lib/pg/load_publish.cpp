#include "pg/load_publish.hpp"

#include <exception>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/signals.hpp"

namespace selfopt::pg {
namespace {

// Beginning of the name and of the comment; both have to be there before a table is dropped.
constexpr const char* k_name = "selfopt_stage_";
constexpr const char* k_comment = "selfopt etl is loading this table";

std::string quoted(const Wire& wire, const TargetName& name) {
  return wire.quote_name(name.schema) + "." + wire.quote_name(name.table);
}

// Others may hold a lock on the table, but not for long.
void limit_lock_waits_here(Wire& wire) {
  wire.execute("set local lock_timeout = '5s'");
}

void unlock(Wire& wire, const std::string& table) {
  wire.execute("select pg_advisory_unlock(hashtextextended($1, 0))", {table});
}

}  // namespace

TargetName reserve_stage(Wire& wire, const std::string& schema) {
  const WireRows made = wire.execute(
      fmt::format("with made as (select '{}' || left(md5(random()::text || "
                  "clock_timestamp()::text), 16) as name)"
                  " select name, pg_advisory_lock(hashtextextended(name, 0)) from made",
                  k_name));
  return {schema, made.rows.at(0).at(0).value_or("")};
}

void release_stage(Wire& wire, const TargetName& stage) noexcept {
  try {
    const env::HoldInterrupts hold;
    if (wire.alive()) unlock(wire, stage.table);
  } catch (const std::exception&) {
    // The lock ends with the connection.
  }
}

KeptBack hide_as_stage(Wire& wire, const TargetName& name, const TargetName& stage) {
  const std::string table = quoted(wire, name);
  KeptBack kept_back;
  kept_back.comment = wire.execute("select obj_description($1::regclass, 'pg_class')", {table})
                          .rows.at(0)
                          .at(0)
                          .value_or("");
  // Those to other tables come last: they may refer to keys of this one.
  const WireRows keys = wire.execute(
      "select quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint"
      " where conrelid = $1::regclass and contype in ('p', 'u', 'x', 'f')"
      " order by contype = 'f', conname",
      {table});
  for (auto key = keys.rows.rbegin(); key != keys.rows.rend(); ++key)
    wire.execute(fmt::format("alter table {} drop constraint {}", table, *key->at(0)));
  for (const auto& key : keys.rows)
    kept_back.constraints.push_back(fmt::format("constraint {} {}", *key[0], *key[1]));
  wire.execute(fmt::format("alter table {} rename to {}", table, wire.quote_name(stage.table)));
  wire.execute(
      fmt::format("comment on table {} is {}", quoted(wire, stage),
                  wire.quote_literal(fmt::format("{}, to become {}.{}; if no selfopt runs, drop it",
                                                 k_comment, name.schema, name.table))));
  return kept_back;
}

void publish_stage(Wire& wire, const TargetName& stage, const TargetName& name,
                   const KeptBack& kept_back) {
  constexpr std::string_view k_duplicate_table = "42P07";
  limit_lock_waits_here(wire);
  wire.execute(
      fmt::format("comment on table {} is {}", quoted(wire, stage),
                  kept_back.comment.empty() ? "null" : wire.quote_literal(kept_back.comment)));
  try {
    wire.execute(fmt::format("alter table {} rename to {}", quoted(wire, stage),
                             wire.quote_name(name.table)));
  } catch (const Error&) {
    if (wire.error_sqlstate() != k_duplicate_table) throw;
    throw Error(
        ErrorKind::busy,
        fmt::format("somebody else has made table \"{}.{}\" meanwhile", name.schema, name.table),
        "Nothing was loaded.", "Look at it, and load again.");
  }
  for (const std::string& constraint : kept_back.constraints)
    wire.execute(fmt::format("alter table {} add {}", quoted(wire, name), constraint));
}

void drop_stage(Wire& wire, const TargetName& stage, bool and_its_schema) noexcept {
  try {
    const env::HoldInterrupts hold;
    if (!wire.alive()) return;
    wire.execute("drop table if exists " + quoted(wire, stage));
    if (and_its_schema) wire.execute("drop schema " + wire.quote_name(stage.schema));
  } catch (const std::exception& error) {
    log::debug("not everything could be taken back: {}", error.what());
  }
}

std::vector<std::string> drop_abandoned_stages(Wire& wire, const std::string& schema) {
  const WireRows found = wire.execute(
      "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
      " where n.nspname = $1 and c.relkind = 'r' and starts_with(c.relname, $2)"
      "   and starts_with(obj_description(c.oid, 'pg_class'), $3)"
      "   and pg_has_role(c.relowner, 'usage')",
      {schema, k_name, k_comment});
  std::vector<std::string> dropped;
  for (const auto& row : found.rows) {
    const std::string table = row[0].value_or("");
    const WireRows locked =
        wire.execute("select pg_try_advisory_lock(hashtextextended($1, 0))", {table});
    if (locked.rows.at(0).at(0) != "t") continue;
    drop_stage(wire, {schema, table}, false);
    unlock(wire, table);
    dropped.push_back(table);
  }
  return dropped;
}

}  // namespace selfopt::pg
