#pragma once

#include <cstdint>
#include <string>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/performance.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt {

struct ReportOptions {
  double since_ms = 3'600'000;  ///< length of the period; 0: everything before its end
  std::string since;            ///< where it begins; empty: since_ms before its end
  std::string until;            ///< where it ends; empty: now
  std::int64_t top = 10;        ///< statements to name, at least 0
  std::string source;  ///< only what this has measured ("replay", "pg_stat_statements"); empty: all
  std::string database;  ///< only statements of this database; empty: all
};

/// Sums up what selfopt.performance_metrics holds of a period.
///
/// Each measurement is the mean of some calls; the percentiles are over these means, weighted by
/// their calls, so that a single slow call shows in `maximum_ms` only.
///
/// Times are written 2026-11-23, 2026-11-23 08:30, or 2026-11-23T08:30+01; without a zone they are
/// this machine's.
/// \throws Error{usage} for times that are none, or a period that ends before it begins;
///         Error{database} if there is no server; Error{refused} if the table may not be read
Performance report(const Database& database, const ReportOptions& options);

/// Sums up a workload from files in the same way. since_ms has no meaning: a file holds what it
/// holds. Queries that do not tell when they ran are taken in.
Performance summarise(const Workload& workload, const ReportOptions& options);

/// \returns one JSON document, schema selfopt.report/1, with its line end.
std::string to_json(const Performance& performance);

/// \returns a page that needs nothing else: no script, no font, no server.
std::string to_html(const Performance& performance);

}  // namespace selfopt
