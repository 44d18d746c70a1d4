#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/baseline.hpp>

namespace selfopt {

/// What a statement is judged by.
enum class CheckMode {
  plan,     ///< the planner's choice and cost; nothing is run
  buffers,  ///< one run: the blocks that it touches, which do not depend on how busy a machine is
  time,     ///< many runs: how long they take
  predict,  ///< how long a model says that it takes; nothing is run
};
std::string_view to_string(CheckMode mode);

/// \returns what the figure of \p mode is called: "cost", "blocks" or "time"
std::string_view figure_name(CheckMode mode);

/// How much a finding matters.
enum class Level {
  note,     ///< worth knowing
  warning,  ///< worth changing
  error,    ///< must not go on like this
};
std::string_view to_string(Level level);

/// Something that is wrong, or new, with one statement.
struct Finding {
  std::string rule{};  ///< its code; selfopt-rules(7) has a section for each
  Level level = Level::note;
  std::string message{};  ///< what is the matter, one line
  std::string cause{};    ///< what has probably brought it about; may be empty
  std::string hint{};     ///< what can be done, a sentence; may be empty
};

/// How a statement stands beside its baseline.
enum class Outcome {
  regressed,     ///< worse than the tolerance allows
  failed,        ///< cannot be planned or run now
  changed,       ///< another plan, but no worse
  improved,      ///< clearly better
  unchanged,     ///< as it was
  added,         ///< the baseline does not know it
  incomparable,  ///< the baseline's figures cannot be compared with today's
  not_compared,  ///< there is no baseline, or it is no query
};
std::string_view to_string(Outcome outcome);

/// A line of two plans side by side. One side is empty where only the other has the node.
struct PlanDifferenceLine {
  std::string before;
  std::string after;
  bool changed = false;
};

/// One statement, as it was and as it is.
struct CheckedQuery {
  std::string id;
  std::string query_hash;
  std::string sql;
  std::string file;       ///< where it stands; may be empty
  std::int64_t line = 0;  ///< from 1; 0: not known
  Outcome outcome = Outcome::not_compared;
  std::optional<Observation> before;
  Observation after;
  std::vector<Finding> findings;                    ///< gravest first
  std::vector<PlanDifferenceLine> plan_difference;  ///< what changed first; empty for equal plans
  std::string suggestion;  ///< SQL that would repair it, if asked for and found
};

/// What a check comes to.
enum class CheckVerdict {
  passed,        ///< nothing is worse
  failed,        ///< something is
  inconclusive,  ///< the baseline can tell nothing, or not of every statement that it knows
};
std::string_view to_string(CheckVerdict verdict);

/// What `check` answers.
struct Findings {
  CheckMode mode = CheckMode::buffers;
  std::string database;
  int server_version = 0;             ///< for example 150020
  std::string baseline;               ///< its path; empty if none was named
  std::vector<CheckedQuery> queries;  ///< in the order of the input
  std::vector<std::string> missing;   ///< statements of the baseline that are not in the input
  Level fails_from = Level::error;    ///< a finding of this level or a graver one fails the check

  std::int64_t count(Outcome outcome) const;
  std::int64_t count(Level level) const;
};

/// \returns failed if there is a finding of the level that fails; else inconclusive if a baseline
/// was
///          named and a statement cannot be compared with its part of it, or none can be
CheckVerdict verdict(const Findings& findings);

/// \returns the gravest level of its findings, nullopt if it has none
std::optional<Level> gravest(const CheckedQuery& query);

/// \returns the figure that \p mode judges a statement by: cost, blocks, the median time in
///          milliseconds, or the predicted one (of what was not predicted the median); nullopt if
///          it is not known
std::optional<double> figure(const Observation& seen, CheckMode mode);

/// \returns that figure after / before; nullopt if one of them is not known
std::optional<double> change_ratio(const CheckedQuery& query, CheckMode mode);

}  // namespace selfopt
