#include "pg/load_ledger.hpp"

#include <charconv>

#include <fmt/format.h>

namespace selfopt::pg {
namespace {

void append_copy_text(std::string& out, const std::string& value) {
  for (const char c : value) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

bool may_record_loads(Wire& wire) {
  const WireRows found = wire.execute(
      "select coalesce(bool_and(has_table_privilege(oid, 'insert')), false) and count(*) = 2"
      " and has_schema_privilege('selfopt', 'usage')"
      " from pg_class where oid in (to_regclass('selfopt.loads'), to_regclass('selfopt.rejects'))");
  return found.rows.front()[0] == "t";
}

std::vector<EarlierLoad> earlier_loads(Wire& wire, const TargetName& name,
                                       const std::string& options_json) {
  const WireRows found = wire.execute(
      "select content_hash, to_char(loaded_at, 'YYYY-MM-DD HH24:MI') from selfopt.loads"
      " where table_name = $1 and status = 'loaded' and to_regclass($2) is not null"
      " and id > coalesce((select max(id) from selfopt.loads where table_name = $1"
      "   and status = 'loaded' and options <> $3::jsonb), 0)"
      " order by id desc",
      {name.schema + "." + name.table,
       wire.quote_name(name.schema) + "." + wire.quote_name(name.table), options_json});
  std::vector<EarlierLoad> loads;
  for (const auto& row : found.rows)
    loads.push_back({row[0].value_or(""), row[1].value_or("")});
  return loads;
}

std::int64_t record_load(Wire& wire, const LoadRecord& record) {
  const WireRows stored = wire.execute(
      "insert into selfopt.loads (file, content_hash, table_name, status, rows_read, rows_loaded,"
      " rows_rejected, bytes, seconds, options)"
      " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
      {record.file, record.content_hash, record.table_name, record.loaded ? "loaded" : "rejected",
       fmt::format("{}", record.rows_read), fmt::format("{}", record.rows_loaded),
       fmt::format("{}", record.rows_rejected), fmt::format("{}", record.bytes),
       fmt::format("{}", record.seconds), record.options_json});
  std::int64_t id = 0;
  const std::string& text = *stored.rows.at(0).at(0);
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id;
}

void copy_rejects_begin(Wire& wire) {
  wire.copy_begin(
      "copy selfopt.rejects (load_id, file, line, byte_offset, column_name, reason, raw)"
      " from stdin");
}

void copy_reject(Wire& wire, std::int64_t load_id, const std::vector<std::string>& values) {
  constexpr std::size_t k_column_name = 3;
  std::string line = fmt::format("{}", load_id);
  for (std::size_t i = 0; i < values.size(); ++i) {
    line += '\t';
    if (i == k_column_name && values[i].empty())
      line += "\\N";
    else
      append_copy_text(line, values[i]);
  }
  line += '\n';
  wire.copy_send(line);
}

}  // namespace selfopt::pg
