#include "check/measure.hpp"

#include <algorithm>
#include <iterator>

#include <selfopt/error.hpp>

#include "check/figures.hpp"
#include "diag/progress.hpp"
#include "env/signals.hpp"
#include "measuring/rounds.hpp"

namespace selfopt::checking {
namespace {

class Measurer {
 public:
  Measurer(pg::ReplaySession& session, const CheckOptions& options, std::size_t statements)
      : m_session(session),
        m_options(options),
        m_rounds(options.seed),
        m_progress("measuring", static_cast<std::int64_t>(statements) * options.runs) {}

  void run(const std::vector<Measured>& statements) {
    m_rounds.run(m_options.runs, statements, [this](const std::vector<Measured>& in_order) {
      for (const Measured& one : in_order)
        run_one(one);
    });
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
  measuring::Rounds m_rounds;
  Progress m_progress;
};

}  // namespace

void measure(pg::ReplaySession& session, const std::vector<Measured>& statements,
             const CheckOptions& options) {
  Measurer measurer(session, options, statements.size());
  measurer.run(statements);
  const auto looks_slower = [&](const Measured& one) {
    return one.before != nullptr && one.seen->error.empty() &&
           is_slower(*one.before, *one.seen, options.tolerance, options.seed);
  };
  measuring::measure_suspects_again(
      [&] {
        std::vector<Measured> suspects;
        std::ranges::copy_if(statements, std::back_inserter(suspects), looks_slower);
        return suspects;
      },
      [&](const std::vector<Measured>& suspects) { measurer.run(suspects); });
}

}  // namespace selfopt::checking
