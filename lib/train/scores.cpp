#include "train/scores.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>

#include "prediction/base.hpp"
#include "prediction/quantile.hpp"

namespace selfopt::training {
namespace {

double mean(const std::vector<double>& values) {
  return std::reduce(values.begin(), values.end()) / static_cast<double>(values.size());
}

// 1 - squared error / variance; absent if nothing varies.
std::optional<double> r_squared(const std::vector<double>& truth, const std::vector<double>& said) {
  const double middle = mean(truth);
  double error = 0;
  double variance = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    error += (truth[i] - said[i]) * (truth[i] - said[i]);
    variance += (truth[i] - middle) * (truth[i] - middle);
  }
  if (variance <= 0) return std::nullopt;
  return 1 - error / variance;
}

std::vector<double> logarithms(const std::vector<double>& ms) {
  std::vector<double> out;
  for (const double value : ms)
    out.push_back(std::log(value + k_clock_ms));
  return out;
}

std::optional<double> share(double part, double whole) {
  return whole > 0 ? std::optional(part / whole) : std::nullopt;
}

}  // namespace

ModelScores score_times(const std::vector<double>& measured, const std::vector<double>& predicted) {
  const std::vector<double> truth = logarithms(measured);
  const std::vector<double> said = logarithms(predicted);
  std::vector<double> errors;
  std::vector<double> q_errors;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    errors.push_back(std::abs(measured[i] - predicted[i]));
    q_errors.push_back(q_error(measured[i], predicted[i]));
  }
  ModelScores scores;
  scores.mae_ms = mean(errors);
  scores.r2 = r_squared(measured, predicted);
  scores.r2_log = r_squared(truth, said);
  scores.q_error_p50 = prediction::quantile(q_errors, 0.5);
  scores.q_error_p95 = prediction::quantile(q_errors, 0.95);
  return scores;
}

ModelScores score_probabilities(const std::vector<double>& truth,
                                const std::vector<double>& probability) {
  double right = 0;
  double called_yes = 0;
  double rightly_yes = 0;
  double squares = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const bool is_yes = truth[i] > 0.5;
    const bool said_yes = probability[i] > 0.5;
    right += is_yes == said_yes ? 1 : 0;
    called_yes += said_yes ? 1 : 0;
    rightly_yes += is_yes && said_yes ? 1 : 0;
    squares += (probability[i] - truth[i]) * (probability[i] - truth[i]);
  }
  const auto rows = static_cast<double>(truth.size());
  ModelScores scores;
  scores.accuracy = right / rows;
  scores.precision = share(rightly_yes, called_yes);
  scores.recall = share(rightly_yes, static_cast<double>(std::ranges::count_if(
                                         truth, [](double value) { return value > 0.5; })));
  scores.brier = squares / rows;
  scores.auc = area_under_curve(truth, probability);
  return scores;
}

std::vector<CalibrationBin> calibrate(const std::vector<double>& truth,
                                      const std::vector<double>& probability) {
  std::array<CalibrationBin, 10> bins{};
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto place = static_cast<std::size_t>(probability[i] * 10);
    CalibrationBin& bin = bins[std::min<std::size_t>(place, bins.size() - 1)];
    bin.predicted += probability[i];
    bin.observed += truth[i];
    ++bin.rows;
  }
  std::vector<CalibrationBin> filled;
  for (const CalibrationBin& bin : bins) {
    if (bin.rows == 0) continue;
    const auto rows = static_cast<double>(bin.rows);
    filled.push_back({bin.predicted / rows, bin.observed / rows, bin.rows});
  }
  return filled;
}

double area_under_curve(const std::vector<double>& truth, const std::vector<double>& value) {
  std::vector<std::size_t> order(truth.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return value[i]; });
  double wins = 0;  // of a yes over a no
  double noes = 0;
  double yeses = 0;
  for (std::size_t i = 0; i < order.size();) {
    double tied_noes = 0;
    double tied_yeses = 0;
    const double here = value[order[i]];
    for (; i < order.size() && value[order[i]] <= here; ++i)
      (truth[order[i]] > 0.5 ? tied_yeses : tied_noes) += 1;
    wins += tied_yeses * (noes + tied_noes / 2);
    noes += tied_noes;
    yeses += tied_yeses;
  }
  return noes > 0 && yeses > 0 ? wins / (noes * yeses) : 0.5;
}

}  // namespace selfopt::training
