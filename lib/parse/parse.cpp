#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/parse.hpp>
#include <selfopt/workload.hpp>

#include "env/signals.hpp"
#include "exchange/features_lines.hpp"
#include "sql/features.hpp"
#include "workload/read.hpp"

namespace selfopt {
namespace {

Features read(const WorkloadQuery& query, ParseDepth depth) {
  switch (depth) {
    case ParseDepth::fingerprint:
      return sql::read_fingerprint(query.sql);
    case ParseDepth::normalized:
      return sql::read_normalized(query.sql);
    case ParseDepth::features:
      break;
  }
  return sql::read_features(query.sql);
}

std::vector<std::string> inputs_of(const ParseOptions& options) {
  std::vector<std::string> inputs = named_or_standard_input(options.inputs);
  if (inputs.empty())
    throw Error(ErrorKind::usage, "there is nothing to read", {},
                "Name a file of SQL or Workload lines, or \"-\" for standard input.");
  return inputs;
}

}  // namespace

ParseSummary parse(const ParseOptions& options,
                   const std::function<void(const ParsedStatement&)>& on_statement) {
  ParseSummary summary;
  read_workload(
      inputs_of(options),
      [&](WorkloadQuery&& query) {
        env::throw_if_interrupted();
        ParsedStatement statement;
        statement.features = read(query, options.depth);
        statement.query = std::move(query);
        ++summary.statements;
        if (const auto& error = statement.features.error; error && summary.failed++ == 0)
          summary.first_failure = fmt::format("statement {}: {}", summary.statements, *error);
        on_statement(statement);
      },
      MissingHash::leave);
  return summary;
}

struct FeaturesWriter::Lines {
  exchange::FeaturesLines lines;
};

FeaturesWriter::FeaturesWriter(Form form, const std::vector<std::string>& fields)
    : m_form(form), m_lines(new Lines{exchange::FeaturesLines(fields)}) {}

FeaturesWriter::~FeaturesWriter() = default;

std::string FeaturesWriter::header() const {
  return m_form == Form::csv ? m_lines->lines.csv_header() : "";
}

std::string FeaturesWriter::line(const ParsedStatement& statement) const {
  return m_form == Form::csv ? m_lines->lines.csv(statement.features, statement.query)
                             : m_lines->lines.json(statement.features, statement.query);
}

}  // namespace selfopt
