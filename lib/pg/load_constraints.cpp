#include "pg/load_constraints.hpp"

#include <fmt/format.h>

#include "pg/array_text.hpp"
#include "pg/load_stage.hpp"

namespace selfopt::pg {
namespace {

// Rows are numbered and taken out in these statements; s is a row of the stage.
class Screening {
 public:
  Screening(Wire& wire, const TargetName& name, const std::vector<std::string>& columns)
      : m_wire(wire),
        m_name(name),
        m_quoted(wire.quote_name(name.schema) + "." + wire.quote_name(name.table)) {
    for (const std::string& column : columns)
      m_columns.add(column);
  }

  void take_out_nulls() {
    for (const auto& row : catalog("select attname, format('s.%I is null', attname)"
                                   " from loaded where attnotnull order by attnum"))
      take_out(*row[1], text(fmt::format("null value in column \"{}\" of relation \"{}\" violates "
                                         "not-null constraint",
                                         *row[0], m_name.table)));
  }

  void take_out_unchecked() {
    for (const auto& row :
         catalog("select conname, pg_get_expr(conbin, conrelid) from pg_constraint"
                 " where conrelid = $1::regclass and contype = 'c'"
                 "   and coalesce(conkey, '{}') <@ (select array_agg(attnum) from loaded)"
                 " order by conname"))
      take_out(fmt::format("({}) is false", *row[1]),
               text(fmt::format("new row for relation \"{}\" violates check constraint \"{}\"",
                                m_name.table, *row[0])));
  }

  // What refers to rows of the table itself may refer to others of the stage: those that are taken
  // out may be what other rows refer to, and so on.
  void take_out_orphans(bool of_own_table) {
    for (const auto& row : foreign_keys(of_own_table)) {
      std::string missing =
          fmt::format("{} and not exists (select from {} r where {})", *row[1], *row[2], *row[3]);
      if (of_own_table)
        missing +=
            fmt::format(" and not exists (select from pg_temp.selfopt_stage r where {})", *row[3]);
      const std::string reason =
          text(fmt::format("insert or update on table \"{}\" violates foreign key constraint "
                           "\"{}\": Key ({})=(",
                           m_name.table, *row[0], *row[4])) +
          values(*row[5]) + text(fmt::format(") is not present in table \"{}\".", *row[6]));
      while (take_out(missing, reason) > 0 && of_own_table) {
      }
    }
  }

  bool take_out_duplicates() {
    int with_duplicates = 0;
    for (const auto& row : unique_indexes()) {
      const std::string begin = text(fmt::format(
          "duplicate key value violates unique constraint \"{}\": Key ({})=(", *row[0], *row[1]));
      const std::string reason = begin + values(*row[2]) + text(") already exists.");
      take_out(fmt::format("exists (select from {} r where {})", *row[4], *row[3]), reason);
      if (take_out(
              fmt::format("s.{0} in (select number from (select {0} as number, row_number() over"
                          "   (partition by {1} order by {0}) as nth from pg_temp.selfopt_stage s"
                          "   where ({1}) is not null) numbered where nth > 1)",
                          k_row_number, *row[2]),
              reason) > 0)
        ++with_duplicates;
    }
    return with_duplicates < 2;
  }

 private:
  using Rows = std::vector<std::vector<std::optional<std::string>>>;

  std::string text(const std::string& value) const { return m_wire.quote_literal(value); }
  // What the server shows of a key.
  static std::string values(const std::string& columns) {
    return fmt::format(" || concat_ws(', ', {}) || ", columns);
  }

  // \returns how many
  std::int64_t take_out(const std::string& condition, const std::string& reason) {
    return m_wire
        .execute(fmt::format(
            "with taken as (delete from pg_temp.selfopt_stage s where {0} returning s.*)"
            " insert into pg_temp.selfopt_left_out select {2}, {1} from taken s",
            condition, reason, k_row_number))
        .affected;
  }

  // Runs a query about the table: $1 is its name, and `loaded` has the columns that are.
  Rows catalog(const std::string& query) {
    return m_wire
        .execute(
            "with loaded as (select attnum, attname, attnotnull from pg_attribute"
            " where attrelid = $1::regclass and attname = any($2::text[])) " +
                query,
            {m_quoted, m_columns.text()})
        .rows;
  }

  // Rows of other tables that the user may not see are there all the same. The server keeps further
  // constraints for the partitions that a key refers to.
  Rows foreign_keys(bool of_own_table) {
    return catalog(
        std::string(
            "select c.conname, string_agg(format('s.%I is not null', a.attname), ' and '),"
            "   case when r.relkind = 'p' then '' else 'only ' end || c.confrelid::regclass,"
            "   string_agg(format('r.%I = s.%I', f.attname, a.attname), ' and '),"
            "   string_agg(a.attname, ', ' order by k.nth),"
            "   string_agg(format('s.%I', a.attname), ', ' order by k.nth),"
            "   r.relname"
            " from pg_constraint c join pg_class r on r.oid = c.confrelid"
            " cross join unnest(c.conkey, c.confkey) with ordinality k (own, other, nth)"
            " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own"
            " join pg_attribute f on f.attrelid = c.confrelid and f.attnum = k.other"
            " where c.conrelid = $1::regclass and c.contype = 'f' and c.confmatchtype = 's'"
            "   and c.conkey <@ (select array_agg(attnum) from loaded)"
            "   and not row_security_active(c.confrelid)"
            "   and not exists (select from pg_constraint p"
            "     where p.oid = c.conparentid and p.conrelid = c.conrelid)"
            "   and (c.confrelid = c.conrelid) = ") +
        (of_own_table ? "true" : "false") +
        " group by c.oid, c.conname, c.confrelid, c.conrelid, r.relname, r.relkind"
        " order by c.conname");
  }

  Rows unique_indexes() {
    return catalog(
        "select i.relname, string_agg(a.attname, ', ' order by k.nth),"
        "   string_agg(format('s.%I', a.attname), ', ' order by k.nth),"
        "   string_agg(format('r.%I = s.%I', a.attname, a.attname), ' and '),"
        "   case when t.relkind = 'p' then '' else 'only ' end || t.oid::regclass"
        " from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = "
        "   x.indrelid"
        " cross join unnest(x.indkey::int2[]) with ordinality k (own, nth)"
        " join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.own"
        " where x.indrelid = $1::regclass and x.indisunique and x.indisready"
        "   and x.indpred is null and x.indexprs is null and k.nth <= x.indnkeyatts"
        "   and pg_get_indexdef(x.indexrelid) not like '%NULLS NOT DISTINCT%'"
        " group by x.indexrelid, i.relname, t.relkind, t.oid"
        " having array_agg(a.attnum) <@ (select array_agg(attnum) from loaded)"
        " order by i.relname");
  }

  Wire& m_wire;
  const TargetName& m_name;
  std::string m_quoted;
  ArrayText m_columns;
};

}  // namespace

bool can_be_screened(Wire& wire, const TargetName& name) {
  constexpr const char* k_row_before_insert = "7";  // bits of pg_trigger.tgtype
  const WireRows found = wire.execute(
      "select not row_security_active(c.oid)"
      "   and not exists (select from pg_rewrite w where w.ev_class = c.oid and w.ev_type = '3')"
      "   and not exists (select from pg_trigger g where g.tgtype & $2::int = $2::int"
      "     and (g.tgrelid = c.oid or g.tgrelid in (select relid from pg_partition_tree(c.oid))))"
      " from pg_class c where c.oid = $1::regclass",
      {wire.quote_name(name.schema) + "." + wire.quote_name(name.table), k_row_before_insert});
  return !found.rows.empty() && found.rows[0][0] == "t";
}

bool take_out_violations(Wire& wire, const TargetName& name,
                         const std::vector<std::string>& columns, bool with_unique) {
  Screening screening(wire, name, columns);
  screening.take_out_nulls();
  screening.take_out_unchecked();
  screening.take_out_orphans(false);
  if (with_unique && !screening.take_out_duplicates()) return false;
  screening.take_out_orphans(true);
  return true;
}

}  // namespace selfopt::pg
