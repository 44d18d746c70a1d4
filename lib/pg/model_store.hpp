#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/prediction.hpp>

#include "pg/session.hpp"

/// The models that watch has trained, and what they said of statements.
namespace selfopt::pg {

/// The model in use.
struct StoredModel {
  std::int64_t id = 0;
  std::string trained_at;         ///< ISO 8601 in UTC
  std::int64_t measurements = 0;  ///< that were looked at for it
  double q_error_p50 = 0;         ///< when it was judged
  std::string content;            ///< a model file
};

/// \returns nullopt if there is none
/// \throws Error{refused} if it may not be read
std::optional<StoredModel> read_model(Session& session);

/// How a training came out.
struct StoredTraining {
  std::string trained_at;  ///< ISO 8601 in UTC; set by the server
  std::string reason;
  std::string learned_until;  ///< ISO 8601: measurements up to here were looked at
  std::int64_t measurements = 0;
  std::int64_t rows_judged = 0;
  double q_error_p50 = 0;
  double q_error_p95 = 0;
  std::optional<double> within_interval;
  std::optional<std::int64_t> champion_id;
  std::optional<double> champion_q_error_p50;
  std::optional<double> champion_q_error_p95;
  bool kept = true;     ///< false: the one before it is better
  std::string content;  ///< a model file
};

/// \returns how the last training came out, whichever model was kept, without its file; nullopt:
///          there was none
std::optional<StoredTraining> last_training(Session& session);

/// Adds a row to selfopt.models; a model that is replaced loses its file, but not its scores.
/// \returns its id
std::int64_t store_training(Session& session, const StoredTraining& training);

/// What was measured in the database connected to since a time, and how that agrees with what was
/// foretold.
struct NewMeasurements {
  std::int64_t count = 0;     ///< measurements, one a statement and snapshot
  std::string until;          ///< ISO 8601: of the latest; empty if there is none
  std::int64_t foretold = 0;  ///< statements among them that the model in use has foretold
  double q_error_p50 = 1;     ///< of these, the median
};

/// \param since    ISO 8601; empty: all there is
/// \param model_id whose predictions are compared; 0: none
NewMeasurements new_measurements(Session& session, const std::string& since, std::int64_t model_id);

/// Adds those predictions to selfopt.predictions that have an answer and say something else than
/// the model's last one for the same statement.
void store_predictions(Session& session, std::int64_t model_id,
                       const std::vector<Prediction>& predictions);

}  // namespace selfopt::pg
