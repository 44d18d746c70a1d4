#pragma once

#include <string>
#include <vector>

#include <selfopt/apply.hpp>
#include <selfopt/nouns/database.hpp>

#include "apply/verdict.hpp"
#include "literals/literals.hpp"
#include "pg/unverified.hpp"

namespace selfopt::change {

/// Measures the statements that read the tables of some changes, before and after these are made,
/// and judges each change.
class Verifier {
 public:
  /// Chooses the statements and measures them as they are now.
  /// \throws Error{database} if the server goes away, Error::interrupted
  Verifier(const Database& database, const ApplyOptions& options,
           const std::vector<Action>& actions);

  /// Goes on where a run that was stopped has ended: \p statements were measured by it.
  Verifier(const Database& database, const ApplyOptions& options,
           const std::vector<pg::StatementBefore>& statements);

  /// \returns what \p action is to be judged by
  pg::Unverified before(const Action& action) const;

  /// Measures them again and fills `verification` of the actions that are done. What looks slower
  /// is measured once more, so that a busy minute does not cost a good index.
  void judge_all(std::vector<Action>& actions);

 private:
  struct Probe {
    literals::Filled text;
    Measured measured;
    std::vector<std::string> tables;  ///< that it reads, as its text or its plan names them
    std::string statistics;           ///< of these tables, before the changes
  };

  void choose(const std::vector<Action>& actions);
  void explain_all(bool before);
  void name_whole_indexes(const std::vector<Action>& actions,
                          std::vector<std::string> Measured::*used);
  void look_at_statistics(bool before);
  void take_samples(std::vector<double> Measured::*samples);
  void replay(std::vector<double> Measured::*samples, const std::vector<std::size_t>& places);
  void observe();
  void read_history();
  void measure_again_what_looks_slower();

  Database m_database;
  ApplyOptions m_options;
  std::vector<Probe> m_probes;
};

}  // namespace selfopt::change
