#include "etl/run_scripts.hpp"

#include <chrono>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

#include "diag/progress.hpp"
#include "env/files.hpp"
#include "etl/transaction.hpp"
#include "sql/effect.hpp"

namespace selfopt::etl {
namespace {

// The text of one file, and where each of its statements stands in it.
struct Script {
  explicit Script(const std::string& file)
      : path(file), text(env::read_whole(file)), statements(sql::split(text)) {}
  std::string path;
  std::string text;
  std::vector<sql::Statement> statements;
};

std::string place(const Script& script, const sql::Statement& statement) {
  return fmt::format("{}:{}", script.path, statement.line);
}

// Found before anything runs: what does not parse, and what would end our transaction.
void check(const Script& script) {
  for (const sql::Statement& statement : script.statements) {
    if (const auto error = sql::check_syntax(statement.text))
      throw Error(ErrorKind::input,
                  fmt::format("{}: {}", place(script, statement), error->message));
    if (sql::controls_transaction(statement.text))
      throw Error(
          ErrorKind::refused,
          fmt::format("{}: a script may not begin or end a transaction", place(script, statement)),
          {}, "Leave the statement out: all scripts run in one transaction.");
  }
}

void run(pg::Wire& wire, const Script& script) {
  const auto start = std::chrono::steady_clock::now();
  Progress progress("running " + script.path, static_cast<std::int64_t>(script.statements.size()));
  for (const sql::Statement& statement : script.statements) {
    try {
      wire.execute(std::string(statement.text));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      throw Error(error.kind(), fmt::format("{}: {}", place(script, statement), error.message()),
                  error.detail(), error.hint());
    }
    progress.advance();
  }
  const double elapsed_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  log::notice("{}: {} statements in {}", script.path, script.statements.size(),
              format_duration_ms(elapsed_ms));
}

}  // namespace

void run_scripts(pg::Wire& wire, const std::vector<std::string>& paths) {
  std::vector<std::unique_ptr<Script>> scripts;
  for (const std::string& path : paths)
    check(*scripts.emplace_back(std::make_unique<Script>(path)));
  Transaction transaction(wire);
  for (const auto& script : scripts)
    run(wire, *script);
  transaction.commit();
}

}  // namespace selfopt::etl
