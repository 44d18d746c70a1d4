#include "train/fit.hpp"

#include <algorithm>
#include <cmath>
#include <future>
#include <numeric>
#include <thread>
#include <utility>

#include "env/signals.hpp"
#include "learn/forest.hpp"
#include "learn/positive_fit.hpp"
#include "prediction/base.hpp"
#include "prediction/feature_vector.hpp"
#include "prediction/plan_work.hpp"
#include "prediction/quantile.hpp"

namespace selfopt::training {
namespace {

using prediction::base_answer;
using prediction::base_work;

constexpr std::size_t k_members = 10;
constexpr double k_tail = 0.05;  // on each side of the interval

// What a member says of the rows that it has not seen.
struct Unseen {
  std::vector<double> base;
  std::vector<double> correction;  // of the trees, on average
  std::vector<double> spread;      // their standard deviation
};

class Fitter {
 public:
  Fitter(const Rows& rows, const FitOptions& options)
      : m_rows(rows),
        m_options(options),
        m_group(deal_out(rows, options.split, k_members, options.seed)) {
    m_unseen.base.resize(rows.size());
    m_unseen.correction.resize(rows.size());
    m_unseen.spread.resize(rows.size());
  }

  Model run() {
    m_model.target = m_options.target;
    m_model.knowledge = m_options.knowledge;
    m_model.origin.split = m_options.split;
    m_model.origin.seed = m_options.seed;
    note_ranges();
    add_members();
    weigh_trees();
    measure_errors();
    return std::move(m_model);
  }

 private:
  void note_ranges() {
    const auto& names = prediction::feature_names(m_options.knowledge);
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::vector<double> values;
      for (const Row& row : m_rows)
        values.push_back(static_cast<double>(row.x[i]));
      const auto [low, high] = std::ranges::minmax(values);
      m_model.features.push_back(
          {names[i].name, names[i].unit, low, prediction::quantile(std::move(values), 0.5), high});
    }
  }

  // Each member by itself, so they can be trained at the same time.
  void add_members() {
    m_model.members.resize(k_members);
    const std::size_t threads = std::clamp(std::thread::hardware_concurrency(), 1U, 10U);
    std::vector<std::future<void>> parts;
    for (std::size_t part = 0; part < threads; ++part)
      parts.push_back(std::async(std::launch::async, [this, part, threads] {
        for (std::size_t group = part; group < k_members; group += threads)
          add_member(group);
      }));
    for (std::future<void>& part : parts)
      part.get();
  }

  void add_member(std::size_t group) {
    env::throw_if_interrupted();
    std::vector<std::vector<float>> x;
    std::vector<double> y;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
      if (m_group[i] == group) continue;
      x.push_back(m_rows[i].x);
      y.push_back(m_rows[i].y);
    }
    ModelMember member = fit_base(x, y);
    for (std::size_t i = 0; i < y.size(); ++i)
      y[i] -= base_answer(member, m_options.knowledge, x[i]);
    learn::ForestOptions forest;
    forest.rows_in_leaf = std::clamp<std::size_t>(x.size() / k_rows_for_each_in_leaf, 2, 5);
    forest.trees = std::max<std::size_t>(1, m_options.trees / k_members);
    forest.seed = m_options.seed * k_members + group;
    member.trees = learn::train_forest(x, y, forest);
    for (std::size_t i = 0; i < m_rows.size(); ++i)
      if (m_group[i] == group) ask_about(i, member);
    m_model.members[group] = std::move(member);
  }

  // The prior is the planner's cost times one constant, the same for all kinds of work: what the
  // rows of a kind cost beyond that is supposed to be little.
  ModelMember fit_base(const std::vector<std::vector<float>>& x,
                       const std::vector<double>& y) const {
    const double mean = std::reduce(y.begin(), y.end()) / static_cast<double>(y.size());
    const std::size_t parts = prediction::base_places(m_options.knowledge).size();
    if (m_options.target != ModelTarget::runtime || parts == 0) return {mean, {}, {}};
    std::vector<std::vector<double>> work;
    std::vector<double> ratios;
    for (std::size_t i = 0; i < x.size(); ++i) {
      work.push_back(base_work(m_options.knowledge, x[i]));
      ratios.push_back(y[i] - static_cast<double>(x[i][prediction::place_of_total_cost()]));
    }
    const double scale = prediction::quantile(ratios, 0.5);
    learn::PositivePrior prior;
    prior.constant = *std::ranges::min_element(y);
    for (std::size_t i = 0; i < parts; ++i) {
      const bool is_cost = i % 2 == 0;
      prior.logs.push_back(is_cost ? scale : scale + std::log(k_row_cost));
      prior.strength.push_back(k_prior_rows);
    }
    auto sum = learn::fit_positive_sum(work, y, prior, k_clock_ms, k_large_error);
    return {sum.constant, std::move(sum.coefficients), {}};
  }

  void ask_about(std::size_t place, const ModelMember& member) {
    const std::vector<float>& x = m_rows[place].x;
    double sum = 0;
    double squares = 0;
    for (const Tree& tree : member.trees) {
      const auto value = static_cast<double>(answer(tree, x));
      sum += value;
      squares += value * value;
    }
    const auto trees = static_cast<double>(member.trees.size());
    const double mean = sum / trees;
    m_unseen.base[place] = base_answer(member, m_options.knowledge, x);
    m_unseen.correction[place] = mean;
    m_unseen.spread[place] = std::sqrt(std::max(0.0, squares / trees - mean * mean));
  }

  // The share of the trees' correction that comes nearest to what unseen rows really are.
  void weigh_trees() {
    double product = 0;
    double square = 0;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
      const double left = m_rows[i].y - m_unseen.base[i];
      product += m_unseen.correction[i] * left;
      square += m_unseen.correction[i] * m_unseen.correction[i];
    }
    m_model.forest_weight = square > 0 ? std::clamp(product / square, 0.0, 1.0) : 0;
  }

  void measure_errors() {
    const double weight = m_model.forest_weight;
    std::vector<double> spreads = m_unseen.spread;
    for (double& spread : spreads)
      spread *= weight;
    m_model.spread_floor = std::max(1e-3, prediction::quantile(spreads, 0.5));
    std::vector<double> errors;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
      errors.push_back((m_rows[i].y - m_unseen.base[i] - weight * m_unseen.correction[i]) /
                       (m_model.spread_floor + spreads[i]));
    // With few rows the quantile of a sample is too near: (n + 1) · share, as conformal methods do.
    const auto n = static_cast<double>(errors.size());
    const double tail = std::max(0.0, ((n + 1) * k_tail - 1) / (n - 1));
    m_model.error_low = std::min(0.0, prediction::quantile(errors, tail));
    m_model.error_high = std::max(0.0, prediction::quantile(errors, 1 - tail));
  }

  // Found with scripts/bench-train: how closely trees follow the rows (two rows in a leaf for a
  // thousand, five for many, which keeps models small), what a row costs beside the planner's units
  // for it, how many rows that supposition is worth, and from which error on (logarithm) a row
  // counts less.
  static constexpr std::size_t k_rows_for_each_in_leaf = 1500;
  static constexpr double k_row_cost = 0.01;
  static constexpr double k_prior_rows = 1;
  static constexpr double k_large_error = 0.5;

  const Rows& m_rows;
  const FitOptions& m_options;
  std::vector<std::size_t> m_group;
  Unseen m_unseen;
  Model m_model;
};

}  // namespace

Model fit(const Rows& rows, const FitOptions& options) {
  return Fitter(rows, options).run();
}

}  // namespace selfopt::training
