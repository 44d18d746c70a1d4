#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/model.hpp>
#include <selfopt/predict.hpp>
#include <selfopt/units.hpp>
#include <selfopt/workload.hpp>

#include "commands.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"

namespace selfopt::app {
namespace {

constexpr std::size_t k_most_drivers = 3;  // in a table

struct State {
  std::string model;
  PredictOptions options;
  DatabaseOptions database;
  OutputOptions output;
};

std::string time(const std::optional<double>& ms) {
  return ms ? format_duration_ms(*ms) : "-";
}

std::string drivers(const Prediction& prediction, ModelTarget target) {
  std::string text;
  for (std::size_t i = 0; i < std::min(k_most_drivers, prediction.drivers.size()); ++i) {
    const Driver& driver = prediction.drivers[i];
    text += text.empty() ? "" : ", ";
    text += target == ModelTarget::runtime
                ? fmt::format("{} {:.2g}x", driver.feature, driver.effect)
                : fmt::format("{} {:+.2f}", driver.feature, driver.effect);
  }
  return text;
}

void write_table(const State& state, const Model& model) {
  using Align = Table::Align;
  const bool times = model.target == ModelTarget::runtime;
  std::vector<Table::Column> columns{{"query_hash", Align::left, false}};
  if (times)
    for (const char* title : {"predicted", "low", "high"})
      columns.push_back({title, Align::right, false});
  else
    columns.push_back({"index pays", Align::right, false});
  columns.push_back({state.options.explain ? "drivers" : "", Align::left, true});
  Table table(columns);
  predict(model, state.options, [&](const Prediction& one) {
    const std::string last = one.reason.empty() ? drivers(one, model.target) : one.reason;
    if (times)
      table.add(
          {one.query_hash, time(one.predicted_ms), time(one.low_ms), time(one.high_ms), last});
    else
      table.add({one.query_hash,
                 one.probability ? fmt::format("{:.0f} %", *one.probability * 100) : "-", last});
  });
  write_output(state.output.path(), table.text(stdout_width()));
}

int run(State& state) {
  if (state.model.empty() && !state.database.named_by_option())
    throw Error(ErrorKind::usage, "no model is named", {},
                "Name one with --model FILE (selfopt train makes it), or a database with --dsn in "
                "which selfopt watch keeps one.");
  state.options.inputs = named_or_standard_input(state.options.inputs);
  if (state.options.inputs.empty())
    throw Error(ErrorKind::usage, "no input is named", {},
                "Name a file of SQL or Workload lines, or \"-\" for standard input.");
  if (state.database.named_by_option()) state.options.database = state.database.open();
  const Model model =
      state.model.empty() ? stored_model(*state.options.database) : load_model(state.model);
  if (state.output.format() == "table") {
    write_table(state, model);
    return 0;
  }
  Output output(state.output.path());
  predict(model, state.options,
          [&](const Prediction& prediction) { output.write(to_jsonl(prediction, model.target)); });
  output.finish();
  return 0;
}

}  // namespace

Runner declare_predict(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Foretell how long statements take, before they are run");
  line.positional("INPUT", state->options.inputs,
                  "Files of SQL, Workload or Features lines; \"-\" is standard input");
  line.option("--model", "FILE", state->model,
              "What selfopt train --model wrote; without it the model that selfopt watch keeps in "
              "the database");
  line.flag("--explain", state->options.explain, "Name the features that drive each prediction");
  state->database.declare(line,
                          "It plans what has no plan in its line; nothing is run. Without it "
                          "none is asked");
  state->output.declare(line, {"jsonl", "table"});
  line.example("selfopt predict --model runtime.model --dsn dw report.sql",
               "See what a script will cost before running it.");
  line.example(
      "selfopt collect --dsn dw | selfopt predict --model runtime.model --dsn dw --explain",
      "Foretell what a server runs, and say why.");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
