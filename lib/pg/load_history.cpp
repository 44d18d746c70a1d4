#include "pg/load_history.hpp"

#include <map>

#include "pg/array_text.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_loads = R"(
select id, to_char(loaded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as loaded_at, file,
       table_name, status, rows_read, rows_loaded, rows_rejected, bytes, seconds
from selfopt.loads order by id desc limit $1)";

constexpr const char* k_rejects = R"(
select load_id, reason, coalesce(column_name, '') as column_name, count(*) as rows,
       min(line) as first_line
from selfopt.rejects where load_id = any ($1::bigint[])
group by load_id, reason, column_name order by load_id, rows desc, reason)";

constexpr std::size_t k_most_reasons = 3;

}  // namespace

std::vector<PastLoad> past_loads(Session& session, std::int64_t limit) {
  std::vector<PastLoad> loads;
  if (!run(session, "select pg_catalog.to_regclass('selfopt.rejects') is not null")[0][0]
           .as<bool>())
    return loads;
  ArrayText with_rejects;
  std::map<std::int64_t, std::size_t> places;
  for (const auto& row : run(session, k_loads, limit)) {
    PastLoad load;
    load.id = row["id"].as<std::int64_t>();
    load.loaded_at = row["loaded_at"].as<std::string>();
    load.file = row["file"].as<std::string>();
    load.table = row["table_name"].as<std::string>();
    load.loaded = row["status"].as<std::string>() == "loaded";
    load.rows_read = row["rows_read"].as<std::int64_t>();
    load.rows_loaded = row["rows_loaded"].as<std::int64_t>();
    load.rows_rejected = row["rows_rejected"].as<std::int64_t>();
    load.bytes = row["bytes"].as<std::int64_t>();
    load.seconds = row["seconds"].as<double>();
    places[load.id] = loads.size();
    if (load.rows_rejected > 0) with_rejects.add_number(load.id);
    loads.push_back(std::move(load));
  }
  for (const auto& row : run(session, k_rejects, with_rejects.text())) {
    auto& rejects = loads[places.at(row["load_id"].as<std::int64_t>())].rejects;
    if (rejects.size() < k_most_reasons)
      rejects.push_back({row["reason"].as<std::string>(), row["column_name"].as<std::string>(),
                         row["rows"].as<std::int64_t>(), row["first_line"].as<std::int64_t>()});
  }
  return loads;
}

}  // namespace selfopt::pg
