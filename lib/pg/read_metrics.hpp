#pragma once

#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/workload.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// A period of the past. Times in seconds since 1970.
struct MetricsPeriod {
  double length_ms = 0;          ///< 0: from the beginning
  std::optional<double> from_s;  ///< in place of the length
  std::optional<double> to_s;    ///< nothing: now, by the server's clock
};

/// Rows of selfopt.performance_metrics, in the form of a workload without texts.
struct StoredMetrics {
  Workload rows;         ///< `first_seen` is when the calls began to be counted, if known
  std::string from;      ///< ISO 8601; empty if there was no limit
  std::string to;        ///< ISO 8601
  std::string database;  ///< connected to
  bool has_table = true;
};

/// \param source   empty: all
/// \param database whose statements; empty: all
/// \throws Error{refused} if it may not be read
StoredMetrics read_metrics(Session& session, const MetricsPeriod& period, const std::string& source,
                           const std::string& database);

/// \returns the latest text of each of \p query_hashes, in their order; "" for one without.
std::vector<std::string> read_texts(Session& session, const std::vector<std::string>& query_hashes);

/// \param period that ends now
/// \returns the statements that selfopt.performance_metrics has seen in the database connected to,
///          those with the most total time first; none if there is no such table or it may not be
///          read
Workload stored_workload(Session& session, std::chrono::milliseconds period, int limit);

/// \param apart ISO 8601: what was measured later is kept apart; empty: nothing is
/// \returns each statement that was measured in the database connected to, with the median of its
///          times and when it was seen last; one line more for what is kept apart. Those seen last
///          come first. None if there is no such table.
/// \throws Error{refused} if it may not be read
Workload measured_statements(Session& session, const std::string& apart, int limit);

}  // namespace selfopt::pg
