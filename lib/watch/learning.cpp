#include "watch/learning.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/model.hpp>
#include <selfopt/predict.hpp>
#include <selfopt/train.hpp>
#include <selfopt/units.hpp>

namespace selfopt::loop {
namespace {

constexpr std::int64_t k_least_new = 50;       // measurements
constexpr std::int64_t k_least_foretold = 20;  // to speak of drift
constexpr double k_drift = 1.5;

class Learner {
 public:
  Learner(const Database& database, pg::Session& session, WatchStatus& status)
      : m_database(database), m_session(session), m_status(status) {}

  void run(const Workload& workload) {
    m_stored = pg::read_model(m_session);
    if (m_stored) read_stored();
    const auto last = pg::last_training(m_session);
    const pg::NewMeasurements fresh = pg::new_measurements(
        m_session, last ? last->learned_until : std::string(), m_stored ? m_stored->id : 0);
    if (const std::string reason = reason_to_train(m_stored, fresh); !reason.empty())
      train(reason, fresh);
    describe(fresh);
    if (m_model)
      pg::store_predictions(m_session, m_stored->id, predict(*m_model, workload, m_database));
  }

 private:
  // A model of another version of selfopt is as good as none.
  void read_stored() {
    try {
      m_model = model_from_file(m_stored->content, "selfopt.models");
    } catch (const Error& error) {
      log::notice("{}: it is replaced", error.message());
      m_stored.reset();
    }
  }

  void train(const std::string& reason, const pg::NewMeasurements& fresh) {
    TrainOptions options;
    if (m_model) options.champion = &*m_model;
    Trained trained;
    try {
      trained = train_runtime(
          stored_measurements(m_database, m_model ? m_model->origin.trained_at : std::string()),
          m_database, options);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::input) throw;
      log::debug("nothing is learned yet: {}", error.message());
      return;
    }
    note(reason, fresh, trained);
    if (trained.training.champion_wins) return;
    m_model = std::move(trained.model);
    m_stored = pg::read_model(m_session);
  }

  void note(const std::string& reason, const pg::NewMeasurements& fresh, const Trained& trained) {
    const Training& training = trained.training;
    pg::StoredTraining row;
    row.reason = reason;
    row.learned_until = fresh.until;
    row.measurements = fresh.count + (m_stored ? m_stored->measurements : 0);
    row.rows_judged = training.rows_test;
    row.q_error_p50 = *training.scores.q_error_p50;
    row.q_error_p95 = *training.scores.q_error_p95;
    row.within_interval = training.scores.within_interval;
    if (m_stored) row.champion_id = m_stored->id;
    const auto champion =
        std::ranges::find(training.baselines, std::string("champion"), &Baseline::name);
    std::string beside;
    if (champion != training.baselines.end()) {
      row.champion_q_error_p50 = champion->scores.q_error_p50;
      row.champion_q_error_p95 = champion->scores.q_error_p95;
      beside = fmt::format(", the one before {:.3g}; kept is the {} one",
                           *champion->scores.q_error_p50, training.champion_wins ? "older" : "new");
    }
    row.kept = !training.champion_wins;
    row.content = to_file(trained.model);
    const std::int64_t id = pg::store_training(m_session, row);
    log::notice("model {} was trained ({}): q-error {:.3g} of {}{}", id, reason, row.q_error_p50,
                counted(row.rows_judged, "statement"), beside);
  }

  void describe(const pg::NewMeasurements& fresh) {
    m_status.model.reset();
    const auto last = pg::last_training(m_session);
    if (!m_stored || !last) return;
    ModelStatus& model = m_status.model.emplace();
    model.id = m_stored->id;
    model.trained_at = m_stored->trained_at;
    model.rows = m_model->origin.rows;
    model.q_error_p50 = m_stored->q_error_p50;
    if (fresh.foretold > 0) model.recent_q_error_p50 = fresh.q_error_p50;
    model.last_trained_at = last->trained_at;
    model.last_reason = last->reason;
    model.last_q_error_p50 = last->q_error_p50;
    model.last_champion_q_error_p50 = last->champion_q_error_p50;
    model.last_kept = last->kept;
  }

  const Database& m_database;
  pg::Session& m_session;
  WatchStatus& m_status;
  std::optional<pg::StoredModel> m_stored;
  std::optional<Model> m_model;
};

}  // namespace

std::string reason_to_train(const std::optional<pg::StoredModel>& model,
                            const pg::NewMeasurements& fresh) {
  if (fresh.count == 0) return {};
  if (!model) return "there is no model yet";
  if (fresh.foretold >= k_least_foretold && fresh.q_error_p50 > k_drift * model->q_error_p50)
    return fmt::format("drift: the q-error of {} is {:.3g}, it was {:.3g}",
                       counted(fresh.foretold, "statement"), fresh.q_error_p50, model->q_error_p50);
  if (fresh.count >= std::max(k_least_new, model->measurements / 2))
    return fmt::format("{} have come", counted(fresh.count, "new measurement"));
  return {};
}

void learn(const Database& database, pg::Session& session, const Workload& workload,
           WatchStatus& status) {
  try {
    Learner(database, session, status).run(workload);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::warning("nothing was learned in this cycle: {}", error.message());
  }
}

}  // namespace selfopt::loop
