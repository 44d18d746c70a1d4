#include "check/measure.hpp"

#include <algorithm>
#include <utility>

#include <selfopt/error.hpp>

#include "check/figures.hpp"
#include "diag/progress.hpp"
#include "env/random.hpp"
#include "env/signals.hpp"

namespace selfopt::checking {
namespace {

constexpr int k_repeats = 3;

class Rounds {
 public:
  Rounds(pg::ReplaySession& session, const CheckOptions& options, std::size_t statements)
      : m_session(session),
        m_options(options),
        m_random(options.seed),
        m_progress("measuring", static_cast<std::int64_t>(statements) * options.runs) {}

  void run(std::vector<Measured> statements) {
    for (std::int64_t round = 0; round < m_options.runs; ++round) {
      for (std::size_t i = statements.size(); i > 1; --i)
        std::swap(statements[i - 1], statements[m_random.below(i)]);
      for (const Measured& one : statements)
        run_one(one);
    }
  }

 private:
  void run_one(const Measured& one) {
    env::throw_if_interrupted();
    if (!one.seen->error.empty()) return;
    try {
      one.seen->times_ms.push_back(m_session.execute(one.text->sql, one.text->values).ms);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted || !m_session.alive()) throw;
      one.seen->error = error.message();
    }
    m_progress.advance();
  }

  pg::ReplaySession& m_session;
  const CheckOptions& m_options;
  env::Random m_random;
  Progress m_progress;
};

}  // namespace

void measure(pg::ReplaySession& session, const std::vector<Measured>& statements,
             const CheckOptions& options) {
  Rounds rounds(session, options, statements.size());
  rounds.run(statements);
  for (int repeat = 0; repeat < k_repeats; ++repeat) {
    std::vector<Measured> suspects;
    std::ranges::copy_if(statements, std::back_inserter(suspects), [&](const Measured& one) {
      return one.before != nullptr && one.seen->error.empty() &&
             is_slower(*one.before, *one.seen, options.tolerance, options.seed);
    });
    if (suspects.empty()) return;
    rounds.run(std::move(suspects));
  }
}

}  // namespace selfopt::checking
