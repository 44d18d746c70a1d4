#include "prediction/base.hpp"

#include <cmath>

#include "prediction/feature_vector.hpp"

namespace selfopt::prediction {

const std::vector<std::size_t>& base_places(Knowledge knowledge) {
  static const std::vector<std::size_t> none;
  static const std::vector<std::size_t> places = [] {
    std::vector<std::size_t> all;
    for (std::size_t kind = 0; kind < k_work_kinds; ++kind) {
      all.push_back(place_of_cost(static_cast<Work>(kind)));
      all.push_back(place_of_rows(static_cast<Work>(kind)));
    }
    return all;
  }();
  return knowledge == Knowledge::text ? none : places;
}

std::vector<double> base_work(Knowledge knowledge, const std::vector<float>& x) {
  std::vector<double> work;
  for (const std::size_t place : base_places(knowledge))
    work.push_back(std::expm1(static_cast<double>(x[place])));
  return work;
}

double base_answer(const ModelMember& member, Knowledge knowledge, const std::vector<float>& x) {
  if (member.coefficients.empty()) return member.constant;
  double ms = std::exp(member.constant);
  const auto& places = base_places(knowledge);
  for (std::size_t i = 0; i < member.coefficients.size(); ++i)
    ms += member.coefficients[i] * std::expm1(static_cast<double>(x[places[i]]));
  return std::log(ms + k_clock_ms);
}

}  // namespace selfopt::prediction
