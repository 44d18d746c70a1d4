#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/prediction.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt {

struct PredictOptions {
  std::vector<std::string> inputs;   ///< files of SQL, Workload or Features lines; "-" is standard
                                     ///< input
  std::optional<Database> database;  ///< plans what has no plan in its line; nothing is run
  bool explain = false;              ///< fill in Prediction::drivers
};

/// \returns the model of run times that watch keeps in \p database
/// \throws Error{input} if there is none, or it is of another version; Error{refused} if it may not
///         be read; Error{database}
Model stored_model(const Database& database);

/// Foretells every statement of the inputs, in order and in constant memory. A statement without an
/// answer has a reason instead; that is not a failure of the command.
/// \throws Error{input} for a file that cannot be read or a line that is no Workload line;
///         Error{usage} if the model needs a database and there is none; Error{database};
///         Error::interrupted
void predict(const Model& model, const PredictOptions& options,
             const std::function<void(const Prediction&)>& on_prediction);

/// The same for statements at hand.
/// \returns one for each, in order
std::vector<Prediction> predict(const Model& model, const Workload& workload,
                                const std::optional<Database>& database);

/// Foretells one statement from its text, without a database, by a model that looks at texts only
/// (Knowledge::text).
/// \throws Error{usage} if the model wants to know more
Prediction predict(const Model& model, const Features& features);

/// \returns one JSON object and a line end. A run time has predicted_ms, low_ms and high_ms, an
/// index
///          benefit index_recommended and probability; null, with a reason, if there is no answer
std::string to_jsonl(const Prediction& prediction, ModelTarget target);

}  // namespace selfopt
