#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <selfopt/nouns/workload.hpp>

#include "collect/log_statements.hpp"
#include "env/random.hpp"

namespace selfopt::collect_log {

/// Sums executions by statement, in memory that grows with the number of different statements only.
class LogTotals {
 public:
  /// \param keep_literals whether the texts, values and plans of real calls are kept; if not, only
  ///                      normalised texts are
  explicit LogTotals(bool keep_literals) : m_keep_literals(keep_literals) {}

  void add(const Execution& execution) { add(execution, shape_of(execution)); }
  /// \param shape shape_of(execution), for those who add it to several totals
  void add(const Execution& execution, std::uint64_t shape);
  static std::uint64_t shape_of(const Execution& execution);

  /// \returns one query for each statement and database, most total time first
  Workload result() &&;
  std::int64_t executions() const { return m_executions; }
  /// How many calls were left out because no more than k_most_shapes statements are kept apart.
  std::int64_t crowded_out() const { return m_crowded_out; }

  static constexpr std::size_t k_most_shapes = 200'000;

 private:
  struct Total {
    WorkloadQuery query;
    std::int64_t timed_calls = 0;
    double total_ms = 0;
    double squares = 0;
    double temp_bytes = 0;
    std::int64_t planned = 0;  // calls with a plan that tells its real rows
    std::vector<std::pair<std::string, std::int64_t>> plans;  // hash and how many calls had it
    double rows = 0;
    double hit = 0;
    double read = 0;
    std::string first_time;
    std::string last_time;
  };
  static constexpr std::size_t k_most_plans = 16;  // of one statement that are told apart
  static constexpr std::size_t k_left_out = static_cast<std::size_t>(-1);

  std::size_t place_of(const Execution& execution, std::uint64_t shape);
  std::size_t find_or_make(const Execution& execution);
  void sample(Total& total, const Execution& execution);
  static void add_plan(Total& total, std::string_view plan_json);
  static void count_plan(Total& total, const std::string& hash);

  bool m_keep_literals;
  std::vector<Total> m_totals;
  std::unordered_map<std::uint64_t, std::size_t> m_by_shape;  // of the text as it stands
  std::map<std::pair<std::string, std::string>, std::size_t> m_by_statement;  // hash, database
  env::Random m_random{1};
  std::int64_t m_executions = 0;
  std::int64_t m_crowded_out = 0;
};

}  // namespace selfopt::collect_log
