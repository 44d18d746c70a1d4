#include "literals/literals.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/hash.hpp"
#include "env/signals.hpp"
#include "exchange/plan_json.hpp"
#include "literals/choice.hpp"
#include "literals/columns.hpp"
#include "literals/forms.hpp"
#include "pg/connect_again.hpp"
#include "pg/planner.hpp"
#include "sql/identifier.hpp"
#include "sql/replace_parameters.hpp"

namespace selfopt::literals {
namespace {

using sql::Parameter;
using sql::Parameters;

// How often the server is asked about one statement, and how many draws are compared.
constexpr int k_most_attempts = 40;
constexpr int k_draws = 8;

// Planner units in a millisecond, roughly: a page of a hundred rows costs 2 and takes some 15
// microseconds to scan when it is cached. It only has to tell a lookup from the scan of a table.
constexpr double k_cost_of_ms = 150;

// The byte at a character's place; PostgreSQL counts characters.
std::size_t byte_of_character(const std::string& text, int character) {
  std::size_t at = 0;
  for (int i = 1; i < character && at < text.size(); ++i) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
      ++at;
  }
  return at;
}

bool has_values(const pg::ColumnValues* column) {
  return column != nullptr && !(column->common.empty() && column->bounds.empty());
}

bool draws_values(const Parameter& parameter, const pg::ColumnValues* column) {
  return has_values(column) && parameter.role != sql::ParameterRole::assigned;
}

// Whether a plan depends on the value: how many rows are found is what the planner has to guess.
bool is_compared(const Parameter& parameter) {
  switch (parameter.role) {
    case sql::ParameterRole::equal:
    case sql::ParameterRole::at_least:
    case sql::ParameterRole::at_most:
    case sql::ParameterRole::pattern:
    case sql::ParameterRole::any_of:
      return !parameter.column.name.empty();
    default:
      return false;
  }
}

void warn_of_placeholders(std::int64_t statements, const std::set<std::string>& columns) {
  if (statements == 0) return;
  constexpr std::ptrdiff_t k_most_named = 5;
  std::string names;
  for (auto name = columns.begin(); name != columns.end(); ++name) {
    if (std::distance(columns.begin(), name) == k_most_named) {
      names += ", ...";
      break;
    }
    names += (names.empty() ? "" : ", ") + *name;
  }
  log::warning(
      "values of {} statement{} are placeholders, their plans need not be the usual ones: the "
      "server has no statistics of {}; run: analyze;",
      statements, statements == 1 ? "" : "s", names);
}

}  // namespace

struct Filler::Impl {
  Impl(const Database& database_given, std::chrono::milliseconds plan_timeout,
       std::uint64_t seed_given)
      : database(database_given),
        session(database),
        planner(std::make_unique<pg::Planner>(database, plan_timeout)),
        seed(seed_given),
        m_plan_timeout(plan_timeout) {}

  // A connection that is lost is made anew, once for each statement.
  Filled fill(const WorkloadQuery& query, const Parameters& parameters, const Columns& columns) {
    for (bool first_try = true;; first_try = false) {
      try {
        return fill_once(query, parameters, columns);
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted || planner->alive()) throw;
        log::notice("the connection was lost ({}); going on with a new one", error.message());
        planner = pg::connect_again(
            [&] { return std::make_unique<pg::Planner>(database, m_plan_timeout); });
        if (first_try) continue;
        Filled failed;
        failed.sql = query.sql;
        failed.error = error.message();
        return failed;
      }
    }
  }

  Filled fill_once(const WorkloadQuery& query, const Parameters& parameters,
                   const Columns& columns) {
    Filled filled;
    filled.sql = query.sql;
    filled.values = filled.params = query.params;
    if (parameters.list.empty()) return filled;
    const pg::Planner::Admission as_it_is = planner->try_statement(query.sql);
    const auto highest = static_cast<std::size_t>(parameters.list.back().number);
    if (as_it_is.error.empty() && query.params.size() >= highest && plan(filled.sql, filled.values))
      return filled;
    filled.values.clear();
    Choice choice = choose(query, parameters, columns, as_it_is, 0);
    const auto failure = find_forms(query, choice);
    filled.sql = text_with(query.sql, choice).text;
    if (failure) {
      filled.error = *failure;
      filled.sql = query.sql;
      return filled;
    }
    if ((query.rows || query.mean_ms) && query.params.empty()) {
      choose_like_seen(query, parameters, columns, as_it_is, choice);
      filled.sql = text_with(query.sql, choice).text;
    }
    note_params(query, parameters, choice, filled);
    if (filled.invented) note_placeholders(query, parameters, columns, filled);
    return filled;
  }

  void note_placeholders(const WorkloadQuery& query, const Parameters& parameters,
                         const Columns& columns, Filled& filled) {
    for (const Parameter& parameter : parameters.list) {
      const bool given = static_cast<std::size_t>(parameter.number) <= query.params.size() ||
                         parameters.literals.contains(parameter.number);
      // What a sub-select or a view computes has no statistics that ANALYZE could make.
      const pg::ColumnValues* found = columns.find(parameters, parameter.column);
      if (given || !is_compared(parameter) || found == nullptr || has_values(found)) continue;
      if (!found->can_be_analyzed) continue;
      filled.placeholder = true;
      unknown_columns.insert(found->table + "." + sql::quote_identifier(found->column));
    }
  }

  static void note_params(const WorkloadQuery& query, const Parameters& parameters,
                          const Choice& choice, Filled& filled) {
    filled.invented = query.params.size() < static_cast<std::size_t>(parameters.list.back().number);
    filled.params.resize(static_cast<std::size_t>(parameters.list.back().number));
    for (const Parameter& parameter : parameters.list)
      filled.params[static_cast<std::size_t>(parameter.number) - 1] =
          choice.of(parameter.number).value;
  }

  Choice choose(const WorkloadQuery& query, const Parameters& parameters, const Columns& columns,
                const pg::Planner::Admission& as_it_is, int draw) const {
    // The values of a statement do not depend on the others of the workload.
    env::Random random(seed ^ env::stable_hash(query.sql) ^ static_cast<std::uint64_t>(draw));
    const auto likelihood = draw % 2 == 0 ? Likelihood::by_frequency : Likelihood::equal;
    std::map<std::string, double> spans;  // of each column: where a range on it begins
    std::map<int, Choice::Slot> slots;
    for (const Parameter& parameter : parameters.list) {
      Hints hints{
          .column = columns.find(parameters, parameter.column), .type = 0, .rows = query.rows};
      const auto place = static_cast<std::size_t>(parameter.number) - 1;
      if (place < as_it_is.parameter_types.size()) hints.type = as_it_is.parameter_types[place];
      const std::string column = parameter.column.qualifier + '.' + parameter.column.name;
      const double span = spans.try_emplace(column, random.uniform()).first->second;
      Forms forms;
      if (const auto copied = parameters.literals.find(parameter.number);
          copied != parameters.literals.end())
        forms = {{value_of(copied->second), copied->second}};
      else if (place < query.params.size())
        forms = forms_of_known(query.params[place], parameter, hints);
      else
        forms = forms_of_unknown(parameter, hints, span, likelihood, random);
      slots.emplace(parameter.number, Choice::Slot{std::move(forms), 0});
    }
    return Choice(parameters, std::move(slots));
  }

  // The value of a literal that was copied from the statement itself.
  static std::string value_of(const std::string& literal) {
    if (literal.size() < 2 || literal.front() != '\'' || literal.back() != '\'') return literal;
    std::string value;
    for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
      value += literal[i];
      if (literal[i] == '\'') ++i;
    }
    return value;
  }

  static sql::ReplacedParameters text_with(const std::string& text, const Choice& choice) {
    const auto value = [&](int number) {
      return choice.has(number) ? choice.of(number).sql : std::string("null");
    };
    return sql::replace_parameters(text, value, value);
  }

  // \returns nullopt when the server takes the statement, else what it said first
  std::optional<std::string> find_forms(const WorkloadQuery& query, Choice& choice) {
    std::optional<std::string> first;
    for (int attempt = 0; attempt < k_most_attempts; ++attempt) {
      env::throw_if_interrupted();
      const auto text = text_with(query.sql, choice);
      const pg::Planner::Admission admission = planner->try_statement(text.text);
      std::string error = admission.error;
      if (error.empty() && plan(text.text, {}, &error)) return std::nullopt;
      if (!first) first = error;
      const std::size_t position =
          admission.error_position > 0 ? byte_of_character(text.text, admission.error_position) : 0;
      if (!choice.next(text, position)) break;
    }
    return first;
  }

  // Of several draws keeps the one whose plan is most like what was seen of the calls. A column's
  // common value is the likeliest, but 'open' is asked for more often than 'completed'.
  void choose_like_seen(const WorkloadQuery& query, const Parameters& parameters,
                        const Columns& columns, const pg::Planner::Admission& as_it_is,
                        Choice& choice) {
    if (std::ranges::none_of(parameters.list, [&](const Parameter& parameter) {
          return draws_values(parameter, columns.find(parameters, parameter.column));
        }))
      return;
    const Choice first = choice;
    auto best = unlikeness(query, first);
    for (int draw = 1; best && draw < k_draws; ++draw) {
      Choice other = first;
      other.take_values_of(choose(query, parameters, columns, as_it_is, draw));
      const auto found = unlikeness(query, other);
      if (!found || *found >= *best) continue;
      best = found;
      choice = other;
    }
  }

  // \returns how far rows and time of the plan are from those seen, as a sum of log ratios
  std::optional<double> unlikeness(const WorkloadQuery& query, const Choice& choice) {
    const auto root = plan(text_with(query.sql, choice).text, {});
    if (!root) return std::nullopt;
    double sum = 0;
    if (query.rows) sum += std::abs(std::log((root->rows + 1) / (*query.rows + 1)));
    constexpr double k_least_ms = 0.1;  // below that the clock, not the plan, is seen
    if (query.mean_ms)
      sum += std::abs(std::log((root->total_cost / k_cost_of_ms + k_least_ms) /
                               (*query.mean_ms + k_least_ms))) /
             2;
    return sum;
  }

  // \returns the plan's root, nullopt if the planner cannot plan the statement
  std::optional<PlanNode> plan(const std::string& text,
                               const std::vector<std::optional<std::string>>& values,
                               std::string* error_text = nullptr) {
    try {
      return exchange::read_plan(planner->explain({text, values, values.size()})).root;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted || !planner->alive()) throw;
      if (error_text != nullptr) *error_text = error.message();
      return std::nullopt;
    }
  }

  Database database;
  pg::Session session;
  std::unique_ptr<pg::Planner> planner;
  std::uint64_t seed;
  std::set<std::string> unknown_columns;  // that a placeholder is compared with

 private:
  std::chrono::milliseconds m_plan_timeout;
};

Filler::Filler(const Database& database, std::chrono::milliseconds plan_timeout, std::uint64_t seed)
    : m_impl(std::make_unique<Impl>(database, plan_timeout, seed)) {}

Filler::~Filler() = default;

std::vector<Filled> Filler::fill(const Workload& workload) {
  std::vector<Parameters> parameters;
  for (const WorkloadQuery& query : workload)
    parameters.push_back(sql::read_parameters(query.sql));
  const Columns columns(m_impl->session, m_impl->database, parameters);
  std::vector<Filled> filled;
  for (std::size_t i = 0; i < workload.size(); ++i)
    filled.push_back(m_impl->fill(workload[i], parameters[i], columns));
  warn_of_placeholders(std::ranges::count(filled, true, &Filled::placeholder),
                       m_impl->unknown_columns);
  return filled;
}

}  // namespace selfopt::literals
