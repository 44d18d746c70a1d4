#include "check/with_params.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "env/files.hpp"
#include "exchange/params_file.hpp"
#include "sql/named_parameters.hpp"
#include "sql/statement.hpp"

namespace selfopt::checking {
namespace {

CheckedStatement filled(CheckedStatement statement, const exchange::ParamSet& set,
                        const std::string& path) {
  if (!set.name.empty()) statement.id += "/" + set.name;
  statement.params = set.by_place;
  if (set.by_name.empty()) return statement;
  sql::NumberedParameters numbered = sql::number_parameters(statement.sql);
  statement.params.clear();
  for (const std::string& name : numbered.names) {
    const auto value = set.by_name.find(name);
    if (value == set.by_name.end())
      throw Error(ErrorKind::input,
                  fmt::format("{} has no value for :{} of \"{}\"", path, name, statement.id));
    statement.params.push_back(value->second);
  }
  statement.sql = std::move(numbered.text);
  statement.query_hash = sql::fingerprint(statement.sql);
  return statement;
}

}  // namespace

std::vector<CheckedStatement> with_params(std::vector<CheckedStatement> statements,
                                          const std::string& path) {
  const auto params = exchange::read_params(env::read_whole(path), path);
  for (const auto& [name, unused] : params)
    if (std::ranges::find(statements, name, &CheckedStatement::id) == statements.end())
      throw Error(
          ErrorKind::input,
          fmt::format("{} has values for \"{}\", but there is no such statement", path, name), {},
          "A comment \"-- name: NAME\" before a statement names it.");
  std::vector<CheckedStatement> all;
  for (CheckedStatement& statement : statements) {
    const auto found = params.find(statement.id);
    if (found == params.end()) {
      all.push_back(std::move(statement));
      continue;
    }
    for (const exchange::ParamSet& set : found->second)
      all.push_back(filled(statement, set, path));
  }
  return all;
}

}  // namespace selfopt::checking
