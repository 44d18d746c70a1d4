#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/parse.hpp>
#include <selfopt/workload.hpp>

#include "env/files.hpp"
#include "env/signals.hpp"
#include "exchange/catalog_json.hpp"
#include "exchange/features_lines.hpp"
#include "pg/column_names.hpp"
#include "sql/features.hpp"
#include "sql/known_relations.hpp"
#include "workload/in_order.hpp"
#include "workload/read.hpp"

namespace selfopt {
namespace {

// What became of a batch.
template <typename Output>
struct Parsed {
  Output output;
  ParseSummary summary;
  std::int64_t first_failed = 0;  // its number in the batch, from 1
};

std::vector<std::string> inputs_of(const ParseOptions& options) {
  std::vector<std::string> inputs = named_or_standard_input(options.inputs);
  if (inputs.empty())
    throw Error(ErrorKind::usage, "there is nothing to read", {},
                "Name a file of SQL or Workload lines, or \"-\" for standard input.");
  if (options.catalog_file == "-" && std::ranges::find(inputs, "-") != inputs.end())
    throw Error(ErrorKind::usage, "standard input cannot be the catalog and the statements, too");
  return inputs;
}

// Null if nothing is known of the tables.
std::unique_ptr<const sql::KnownRelations> known_relations(const ParseOptions& options) {
  if (!options.catalog_file.empty())
    return std::make_unique<sql::KnownRelations>(exchange::read_catalog_json(
        env::read_whole(options.catalog_file), "\"" + options.catalog_file + "\""));
  if (!options.database) return nullptr;
  pg::Session session(*options.database);
  return std::make_unique<sql::KnownRelations>(pg::read_column_names(session));
}

class Parser {
 public:
  explicit Parser(const ParseOptions& options)
      : m_options(options), m_inputs(inputs_of(options)), m_known(known_relations(options)) {}

  /// \param add     takes a statement into the output of its batch; is called on any thread
  /// \param deliver receives the outputs in order
  template <typename Output>
  ParseSummary run(const std::function<void(ParsedStatement&&, Output&)>& add,
                   const std::function<void(const Output&)>& deliver) const {
    ParseSummary total;
    InOrder<RawQueries, Parsed<Output>> batches(
        m_options.jobs, [&](const RawQueries& batch) { return work<Output>(batch, add); },
        [&](Parsed<Output>&& parsed) {
          env::throw_if_interrupted();
          deliver(parsed.output);
          count(parsed, total);
        });
    read_raw_queries(m_inputs, [&](RawQueries&& batch) { batches.give(std::move(batch)); });
    batches.finish();
    return total;
  }

 private:
  template <typename Output>
  Parsed<Output> work(const RawQueries& batch,
                      const std::function<void(ParsedStatement&&, Output&)>& add) const {
    Parsed<Output> parsed;
    ParseSummary& summary = parsed.summary;
    batch.read(MissingHash::leave, [&](WorkloadQuery&& query) {
      ParsedStatement statement{std::move(query), {}};
      statement.features = read(statement.query.sql);
      ++summary.statements;
      if (const auto& error = statement.features.error; error && summary.failed++ == 0) {
        summary.first_failure = *error;
        parsed.first_failed = summary.statements;
      }
      add(std::move(statement), parsed.output);
    });
    return parsed;
  }

  template <typename Output>
  static void count(const Parsed<Output>& parsed, ParseSummary& total) {
    if (total.failed == 0 && parsed.summary.failed > 0)
      total.first_failure = fmt::format("statement {}: {}", total.statements + parsed.first_failed,
                                        parsed.summary.first_failure);
    total.statements += parsed.summary.statements;
    total.failed += parsed.summary.failed;
  }

  Features read(std::string_view statement) const {
    switch (m_options.depth) {
      case ParseDepth::fingerprint:
        return sql::read_fingerprint(statement);
      case ParseDepth::normalized:
        return sql::read_normalized(statement);
      case ParseDepth::features:
        break;
    }
    return sql::read_features(statement, m_known.get());
  }

  const ParseOptions& m_options;
  std::vector<std::string> m_inputs;
  std::unique_ptr<const sql::KnownRelations> m_known;
};

}  // namespace

ParseSummary parse(const ParseOptions& options,
                   const std::function<void(const ParsedStatement&)>& on_statement) {
  using Statements = std::vector<ParsedStatement>;
  return Parser(options).run<Statements>(
      [](ParsedStatement&& statement, Statements& out) { out.push_back(std::move(statement)); },
      [&](const Statements& statements) {
        for (const ParsedStatement& statement : statements)
          on_statement(statement);
      });
}

ParseSummary parse(const ParseOptions& options,
                   const std::function<std::string(const ParsedStatement&)>& render,
                   const std::function<void(std::string_view)>& write) {
  return Parser(options).run<std::string>(
      [&](ParsedStatement&& statement, std::string& out) { out += render(statement); },
      [&](const std::string& text) { write(text); });
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
