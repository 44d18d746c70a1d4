#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/baseline.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/findings.hpp>
#include <selfopt/nouns/model.hpp>

/// Regressions of queries, found before they are felt.
namespace selfopt {

/// A statement to be checked, and where it stands.
struct CheckedStatement {
  std::string id;  ///< its name, else its query_hash (with -2, -3, ... if it stands there again)
  std::string query_hash;
  std::string sql;
  std::vector<std::optional<std::string>> params;
  std::string file;
  std::int64_t line = 0;
  std::vector<std::string> tables_made_before;  ///< by the same file, as written there
  std::vector<std::string> ignored;  ///< rules named by `-- selfopt: ignore RULE`; "all" is all
};

/// Reads what is to be checked: .sql files, folders of them (and those below), Workload files, "-".
/// \param params a JSON file of values for their parameters (selfopt-check(1)); empty: none. A
///        statement with several sets of values becomes as many, "NAME/SET".
/// \throws Error{input} for what cannot be read, a folder without .sql files, two statements of one
///         name, values for a statement that there is not, or if there is no statement at all
std::vector<CheckedStatement> load_checked_statements(const std::vector<std::string>& paths,
                                                      const std::string& params = {});

/// Baselines: one file, or a folder with a file for each statement.
///
/// \param path a folder if it is one or ends with "/"
/// \returns what it holds, sorted by id; nothing if there is no such file or folder
/// \throws Error{input} for a file that is no baseline or was damaged, Error{inconclusive} for one
///         of a newer form
std::vector<Observation> load_baseline(const std::string& path);

/// What an update did to a baseline.
struct BaselineChanges {
  std::vector<std::string> added;
  std::vector<std::string> changed;
  std::vector<std::string> removed;  ///< with prune
  std::vector<std::string> kept;     ///< that are not in the new one, without prune
  std::int64_t unchanged = 0;
};

/// Writes \p seen as the baseline. What has not changed beyond noise stays as it was, to the byte,
/// so that the difference in a pull request shows what happened and nothing else.
/// \param prune remove what is not in \p seen
/// \throws as load_baseline, Error{input} if a file cannot be written
BaselineChanges save_baseline(const std::string& path, const std::vector<Observation>& seen,
                              bool prune);

struct CheckOptions {
  /// Absent: buffers if a table of the database has rows, else plan.
  std::optional<CheckMode> mode;
  /// Asked with CheckMode::predict, and needed then. Its target must be runtime.
  std::optional<Model> model;
  /// What may be added to a figure before it counts, as a share: 0.1 is a tenth. At least 0.
  double tolerance = 0.1;
  /// Measured executions of each statement with CheckMode::time. At least 3.
  std::int64_t runs = 15;
  /// For each execution; 0: none.
  double timeout_ms = 60'000;
  /// Compare with a baseline of another major version of PostgreSQL, too: what an upgrade does.
  bool across_versions = false;
  /// Run statements that write, too, and roll each back. Otherwise they are planned only.
  bool allow_writes = false;
  /// Of the values drawn for parameters and of the order of runs.
  std::uint64_t seed = 1;
  /// Codes of the only rules to look for; empty: all.
  std::vector<std::string> rules;
  std::vector<std::string> disabled_rules;
  /// A finding of this level or a graver one fails the check.
  Level fails_from = Level::error;
};

/// Looks at every statement and says what is wrong with it and what is worse than in the baseline.
/// Changes nothing. A statement that fails is a finding.
/// \param baseline absent: only what can be told without one
/// \throws Error{usage} for options out of range, a rule that does not exist, or a model that is
///         missing or foretells no times; Error{database} if there is no server or it goes away
Findings check(const Database& database, const std::vector<CheckedStatement>& statements,
               const std::optional<std::vector<Observation>>& baseline,
               const CheckOptions& options);

/// Asks recommend for the indexes that would repair the statements that regressed, and writes them
/// into `suggestion`. Without HypoPG there are none, and a warning.
/// \throws Error{database} if there is no server
void suggest_repairs(const Database& database, Findings& findings);

/// A rule that check knows.
struct RuleDescription {
  std::string_view code;
  std::string_view summary;  ///< one line
};
/// \returns all, sorted by code
std::vector<RuleDescription> check_rules();

/// \returns one JSON document, see selfopt-formats(5)
std::string to_json(const Findings& findings);
/// \returns a JUnit report: a test case for each statement, a failure for each that fails the check
std::string to_junit(const Findings& findings);
/// \returns a SARIF 2.1.0 log: a result for each finding
std::string to_sarif(const Findings& findings);
/// \returns commands that make GitHub annotate lines of a pull request, the gravest first, at most
/// ten
///          of a level (GitHub shows no more of a step). No text of a statement begins a line.
std::string to_github(const Findings& findings);
/// \returns a summary for a comment on a pull request
std::string to_markdown(const Findings& findings);

}  // namespace selfopt
