// What selfopt-train(1) shows of the library, with public headers only: learn run times and what
// indexes do from statements in a file, and ask both models about one that was not in it.
#include <selfopt/parse.hpp>
#include <selfopt/predict.hpp>
#include <selfopt/train.hpp>
#include <selfopt/workload.hpp>

#include "support/catch.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;

namespace {

// The more tables, the longer; an index helps where there is a condition.
std::string measured_lines() {
  std::string lines;
  for (int i = 0; i < 80; ++i) {
    std::string sql = "select a";
    for (int k = 0; k <= i / 10; ++k)
      sql += ", c" + std::to_string(k);
    sql += " from t0";
    for (int k = 1; k <= i % 10 / 2; ++k)
      sql += ", t" + std::to_string(k);
    if (i % 2 == 0) sql += " where a = 1";
    lines +=
        R"({"sql":")" + sql + R"(","mean_ms":)" + std::to_string(10 * (1 + i % 10 / 2)) + "}\n";
  }
  return lines;
}

std::vector<Features> features_of(const std::string& path) {
  std::vector<Features> all;
  ParseOptions options;
  options.inputs = {path};
  parse(options, [&](const ParsedStatement& statement) { all.push_back(statement.features); });
  return all;
}

}  // namespace

TEST_CASE("a program can learn run times and what indexes do, and ask for both", "[train]") {
  const test::TemporaryFiles files;
  const std::string measured = files.write("measured.jsonl", measured_lines());
  const Trained times = train_runtime(load_workload({measured}), std::nullopt, {});

  const std::vector<Features> features = features_of(measured);
  std::vector<double> benefits;
  for (const Features& one : features)
    benefits.push_back(one.filters > 0 ? 0.8 : 0);
  const Trained pays = train_index_benefit(features, benefits, {});

  const std::string asked =
      files.write("new.sql", "select a, c0, c1, c2, c3 from t0, t1, t2, t3 where a = 7;");
  const Features query = features_of(asked).front();
  CHECK(*predict(times.model, query).predicted_ms == Approx(40).epsilon(0.3));
  const Prediction index = predict(pays.model, query);
  CHECK(index.index_recommended());
  CHECK(*index.probability > 0.7);
}
