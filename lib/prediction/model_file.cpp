#include "exchange/model_file.hpp"

#include <cmath>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/model.hpp>

#include "env/files.hpp"
#include "prediction/base.hpp"
#include "prediction/feature_vector.hpp"

namespace selfopt {
namespace {

constexpr std::int64_t k_most_bytes = std::int64_t{256} << 20;

// A model looks at numbers by their place: if this version counts something else there, its answers
// would be nonsense that looks right.
void check_features(const Model& model, const std::string& where) {
  const auto& names = prediction::feature_names(model.knowledge);
  bool same = names.size() == model.features.size();
  for (std::size_t i = 0; same && i < names.size(); ++i)
    same = names[i].name == model.features[i].name && names[i].unit == model.features[i].unit;
  const std::size_t parts = prediction::base_places(model.knowledge).size();
  for (const ModelMember& member : model.members)
    same = same && (member.coefficients.empty() || member.coefficients.size() == parts);
  if (same) return;
  throw Error(ErrorKind::input,
              fmt::format("{}: the model looks at other features than this selfopt knows", where),
              "Another version of selfopt made it.", exchange::how_to_train(model.target));
}

}  // namespace

std::string to_file(const Model& model) {
  return exchange::write_model(model);
}

Model model_from_file(std::string_view content, const std::string& where) {
  Model model = exchange::read_model(content, where);
  check_features(model, where);
  return model;
}

Model load_model(const std::string& path) {
  return model_from_file(env::read_whole(path, k_most_bytes),
                         path == "-" ? "standard input" : path);
}

}  // namespace selfopt
