#include <memory>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/model.hpp>
#include <selfopt/recommendations.hpp>
#include <selfopt/train.hpp>
#include <selfopt/units.hpp>
#include <selfopt/workload.hpp>

#include "commands.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"

namespace selfopt::app {
namespace {

struct State {
  std::vector<std::string> inputs;
  std::string target = "runtime";
  std::string split = "random";
  std::string advice;
  std::string champion;
  std::string model;
  std::string svg;
  std::string rows;
  std::int64_t seed = 42;
  TrainOptions options;
  DatabaseOptions database;
  OutputOptions output;
};

Split split_named(const std::string& name) {
  if (name == "template") return Split::by_template;
  return name == "cluster" ? Split::by_cluster : Split::random;
}

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{:.3g}", *value) : "";
}

// The model and what it is compared with, a line each.
std::string table(const Training& training, std::size_t width) {
  const bool times = training.target == ModelTarget::runtime;
  using Align = Table::Align;
  std::vector<Table::Column> columns{{"way", Align::left, false}};
  for (const char* title : times ? std::vector{"q-error p50", "p95", "MAE ms", "R2", "R2 of log"}
                                 : std::vector{"accuracy", "precision", "recall", "Brier", "AUC"})
    columns.push_back({title, Align::right, false});
  Table table(columns);
  const auto add = [&](const std::string& name, const ModelScores& scores) {
    if (times)
      table.add({name, number(scores.q_error_p50), number(scores.q_error_p95),
                 number(scores.mae_ms), number(scores.r2), number(scores.r2_log)});
    else
      table.add({name, number(scores.accuracy), number(scores.precision), number(scores.recall),
                 number(scores.brier), number(scores.auc)});
  };
  add("this model", training.scores);
  for (const Baseline& baseline : training.baselines)
    add(baseline.name, baseline.scores);
  return table.text(width);
}

void say_what_was_learned(const Training& training) {
  log::notice("learned from {} rows, judged by {} others ({}), in {}",
              format_count(training.rows_train), format_count(training.rows_test),
              training.split == Split::random
                  ? "chosen by chance"
                  : fmt::format("of another {}", to_string(training.split)),
              format_duration_ms(training.elapsed_ms));
}

// The named files, else standard input if something was put there, else what the database
// remembers.
Workload read_input(const State& state, const std::optional<Database>& database) {
  Workload workload = load_workload(named_or_standard_input(state.inputs));
  if (!workload.empty() || !state.inputs.empty()) return workload;
  if (database) return stored_measurements(*database);
  throw Error(
      ErrorKind::usage, "no input is named", {},
      "Name a file of Workload lines with times (selfopt replay writes them), or a database "
      "that remembers how statements ran.");
}

Trained learn(const State& state) {
  const bool benefit = state.target == to_string(ModelTarget::index_benefit);
  if (benefit == state.advice.empty())
    throw Error(ErrorKind::usage,
                benefit ? "--target index-benefit needs --advice"
                        : "--advice is for --target index-benefit only",
                {}, "Name what selfopt recommend -o wrote for the same workload.");
  if (benefit && !state.svg.empty())
    throw Error(ErrorKind::usage, "--svg draws times, so it needs --target runtime");
  const std::optional<Database> database =
      state.database.named_by_option() ? std::optional(state.database.open()) : std::nullopt;
  const Workload workload = read_input(state, database);
  return benefit ? train_index_benefit(workload, load_recommendations(state.advice), database,
                                       state.options)
                 : train_runtime(workload, database, state.options);
}

int run(State& state) {
  state.options.seed = static_cast<std::uint64_t>(state.seed);
  state.options.split = split_named(state.split);
  std::optional<Model> champion;
  if (!state.champion.empty())
    state.options.champion = &champion.emplace(load_model(state.champion));
  const Trained trained = learn(state);
  say_what_was_learned(trained.training);
  const bool keep_old = trained.training.champion_wins;
  if (keep_old) log::notice("the older model is better on these rows, so it is kept");
  if (!state.model.empty())
    write_output(state.model, to_file(keep_old ? *champion : trained.model));
  if (!state.svg.empty()) write_output(state.svg, to_svg(trained.training));
  if (!state.rows.empty())
    write_output(state.rows, to_csv(trained.training, trained.model.features));
  write_output(state.output.path(), state.output.format() == "table"
                                        ? table(trained.training, stdout_width())
                                        : to_json(trained.training));
  return 0;
}

}  // namespace

Runner declare_train(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Learn from measured statements how long others will take");
  line.positional("INPUT", state->inputs,
                  "Files of Workload lines with times; \"-\" is standard input");
  line.section("Learning");
  line.choice("--target", state->target, {"runtime", "index-benefit"},
              "What to learn: how long statements take, or which an index makes more than a tenth "
              "cheaper; default runtime");
  line.option("--advice", "FILE", state->advice,
              "With --target index-benefit: what selfopt recommend found for the same workload");
  line.option("--model", "FILE", state->model, "Keep the model in FILE, for selfopt predict");
  line.option("--champion", "FILE", state->champion,
              "An older model: if it is better on the rows that are set aside, --model keeps it");
  line.choice("--split", state->split, {"random", "template", "cluster"},
              "Judge the model by any fifth of the rows, by statements, or by families of "
              "statements that it has not seen; default random");
  line.option("--seed", "N", state->seed, "Equal seeds give equal models; default 42");
  line.option("--trees", "N", state->options.trees, "Trees of the forest; default 100");
  line.section("Looking closer");
  line.option("--svg", "FILE", state->svg, "Draw foretold against measured times as a picture");
  line.option("--rows", "FILE", state->rows,
              "Write the rows as CSV: features, measured and foretold times");
  state->database.declare(line,
                          "It plans what has no plan in its line and says how large tables "
                          "are. Without it none is asked");
  state->output.declare(line, {"json", "table"});
  line.example("selfopt replay workload.sql --explain | selfopt train --model runtime.model",
               "Learn from the measurements of a replay and its plans.");
  line.example("selfopt train --dsn dw --model runtime.model </dev/null",
               "Learn from what selfopt.performance_metrics remembers.");
  line.example("selfopt train --dsn dw measured.jsonl --split template --svg fit.svg",
               "See how good the model is for statements that it has never seen.");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
