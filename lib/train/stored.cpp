#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/train.hpp>

#include "pg/read_metrics.hpp"
#include "pg/session.hpp"
#include "pg/watch_store.hpp"

namespace selfopt {
namespace {

constexpr int k_most_lines = 10'000;

}  // namespace

Workload stored_measurements(const Database& database, const std::string& apart) {
  pg::Session session(database);
  Workload workload = pg::measured_statements(session, apart, k_most_lines);
  if (workload.empty())
    throw Error(
        ErrorKind::input,
        fmt::format("database \"{}\" remembers no measurements", pg::database_name(session)), {},
        "selfopt replay and selfopt collect store what they measure; or name a file.");
  return workload;
}

}  // namespace selfopt
