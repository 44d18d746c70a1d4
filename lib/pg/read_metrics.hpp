#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <selfopt/nouns/workload.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// Rows of selfopt.performance_metrics, in the form of a workload without texts.
struct StoredMetrics {
  Workload rows;         ///< `first_seen` is when the calls began to be counted, if known
  std::string from;      ///< ISO 8601; empty if there was no limit
  std::string to;        ///< now, by the server's clock
  std::string database;  ///< connected to
  bool has_table = true;
};

/// \param period   that ends now; 0: all
/// \param source   empty: all
/// \param database whose statements; empty: all
/// \throws Error{refused} if it may not be read
StoredMetrics read_metrics(Session& session, std::chrono::milliseconds period,
                           const std::string& source, const std::string& database);

/// \returns the latest text of each of \p query_hashes, in their order; "" for one without.
std::vector<std::string> read_texts(Session& session, const std::vector<std::string>& query_hashes);

/// \param period that ends now
/// \returns the statements that selfopt.performance_metrics has seen in the database connected to,
///          those with the most total time first; none if there is no such table or it may not be
///          read
Workload stored_workload(Session& session, std::chrono::milliseconds period, int limit);

}  // namespace selfopt::pg
