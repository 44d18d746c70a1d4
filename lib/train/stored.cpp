#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/train.hpp>

#include "pg/read_metrics.hpp"
#include "pg/session.hpp"

namespace selfopt {

Workload stored_measurements(const Database& database) {
  pg::Session session(database);
  pg::StoredMetrics metrics = pg::read_metrics(session, pg::MetricsPeriod{}, {}, {});
  if (metrics.rows.empty())
    throw Error(ErrorKind::input,
                fmt::format("database \"{}\" remembers no measurements", metrics.database), {},
                "selfopt replay and selfopt collect store what they measure; or name a file.");
  std::map<std::string, std::string> texts;
  for (const WorkloadQuery& query : metrics.rows)
    texts[query.query_hash];
  std::vector<std::string> hashes;
  for (const auto& [hash, text] : texts)
    hashes.push_back(hash);
  const std::vector<std::string> found = pg::read_texts(session, hashes);
  for (std::size_t i = 0; i < hashes.size(); ++i)
    texts[hashes[i]] = found[i];
  for (WorkloadQuery& query : metrics.rows)
    query.sql = texts[query.query_hash];
  return std::move(metrics.rows);
}

}  // namespace selfopt
