#include "learn/positive_fit.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <Eigen/Dense>

namespace selfopt::learn {
namespace {

constexpr int k_most_steps = 200;
constexpr double k_enough = 1e-8;  // relative gain of a step below which the fit ends

double huber(double error, double tail) {
  const double size = std::abs(error);
  return size <= tail ? error * error : tail * (2 * size - tail);
}

class Fit {
 public:
  Fit(const std::vector<std::vector<double>>& parts, const std::vector<double>& y,
      const PositivePrior& prior, double offset, double tail)
      : m_parts(static_cast<Eigen::Index>(y.size()),
                static_cast<Eigen::Index>(prior.logs.size() + 1)),
        m_y(Eigen::Map<const Eigen::VectorXd>(y.data(), m_parts.rows())),
        m_prior(m_parts.cols()),
        m_strength(m_parts.cols()),
        m_offset(offset),
        m_tail(tail) {
    for (Eigen::Index i = 0; i < m_parts.rows(); ++i) {
      const std::vector<double>& row = parts[static_cast<std::size_t>(i)];
      m_parts(i, 0) = 1;
      for (std::size_t j = 0; j < row.size(); ++j)
        m_parts(i, static_cast<Eigen::Index>(j) + 1) = row[j];
    }
    m_prior(0) = prior.constant;
    m_strength(0) = 1;
    for (std::size_t j = 0; j < prior.logs.size(); ++j) {
      m_prior(static_cast<Eigen::Index>(j) + 1) = prior.logs[j];
      m_strength(static_cast<Eigen::Index>(j) + 1) = prior.strength[j];
    }
  }

  PositiveSum run() const {
    Eigen::VectorXd logs = m_prior;
    double loss = loss_of(logs);
    double damping = 1e-3;
    for (int step = 0; step < k_most_steps && damping < 1e8; ++step) {
      const Eigen::VectorXd next = improve(logs, damping);
      const double next_loss = loss_of(next);
      if (!(next_loss < loss)) {
        damping *= 4;
        continue;
      }
      const bool done = loss - next_loss < k_enough * loss;
      logs = next;
      loss = next_loss;
      damping = std::max(1e-9, damping / 3);
      if (done) break;
    }
    PositiveSum sum{logs(0), {}};
    for (Eigen::Index j = 1; j < logs.size(); ++j)
      sum.coefficients.push_back(std::exp(logs(j)));
    return sum;
  }

 private:
  double loss_of(const Eigen::VectorXd& logs) const {
    const Eigen::VectorXd fitted = m_parts * logs.array().exp().matrix();
    double loss = (m_strength.array() * (logs - m_prior).array().square()).sum();
    for (Eigen::Index i = 0; i < fitted.size(); ++i)
      loss += huber(std::log(fitted(i) + m_offset) - m_y(i), m_tail);
    return loss;
  }

  // One step of Gauss and Newton, damped; rows with large errors count less (Huber's weights).
  Eigen::VectorXd improve(const Eigen::VectorXd& logs, double damping) const {
    const Eigen::VectorXd coefficients = logs.array().exp();
    const Eigen::VectorXd fitted = m_parts * coefficients;
    Eigen::MatrixXd slopes = m_parts * coefficients.asDiagonal();
    Eigen::VectorXd errors(fitted.size());
    for (Eigen::Index i = 0; i < fitted.size(); ++i) {
      const double error = std::log(fitted(i) + m_offset) - m_y(i);
      const double weight = std::sqrt(std::min(1.0, m_tail / std::max(std::abs(error), 1e-12)));
      slopes.row(i) *= weight / (fitted(i) + m_offset);
      errors(i) = weight * error;
    }
    Eigen::MatrixXd normal = slopes.transpose() * slopes;
    normal.diagonal() += m_strength;
    normal.diagonal() *= 1 + damping;
    const Eigen::VectorXd gradient =
        slopes.transpose() * errors + m_strength.cwiseProduct(logs - m_prior);
    // A step of more than e² at once would leave the range in which the slopes mean anything.
    return logs - normal.ldlt().solve(gradient).cwiseMax(-2.0).cwiseMin(2.0);
  }

  Eigen::MatrixXd m_parts;
  Eigen::VectorXd m_y;
  Eigen::VectorXd m_prior;
  Eigen::VectorXd m_strength;
  double m_offset;
  double m_tail;
};

}  // namespace

PositiveSum fit_positive_sum(const std::vector<std::vector<double>>& parts,
                             const std::vector<double>& y, const PositivePrior& prior,
                             double offset, double tail) {
  return Fit(parts, y, prior, offset, tail).run();
}

}  // namespace selfopt::learn
