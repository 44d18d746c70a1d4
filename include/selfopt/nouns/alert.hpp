#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace selfopt {

/// Something that `watch` tells somebody of.
struct AlertEvent {
  /// "regression": a statement has become slower. "reverted": a change was taken back. "failed": a
  /// change could not be made, or not be taken back. "cycle_failed": a cycle ended with an error.
  std::string kind;
  std::string message;   ///< for people, one line
  std::string at;        ///< when it was noticed, ISO 8601
  std::string cycle_id;  ///< as in the messages
  std::int64_t times = 1;

  std::int64_t action = 0;  ///< in the ledger; 0: it is about none
  std::string table;
  std::string index;
  std::string verdict;  ///< of the verification

  std::string query_hash;
  std::string query;               ///< its normalised text, cut after some hundred bytes
  std::optional<double> mean_ms;   ///< of a call now
  std::optional<double> usual_ms;  ///< the median of what it was before
};

/// What is sent at one time.
struct Alert {
  std::string at;        ///< ISO 8601
  std::string database;  ///< where it happened, for people; never a password
  std::vector<AlertEvent> events;
  std::int64_t left_out = 0;  ///< more of them, for want of room
};

}  // namespace selfopt
