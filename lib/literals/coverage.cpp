#include <cmath>

#include <fmt/format.h>

#include "literals/literals.hpp"

namespace selfopt::literals {

void Coverage::add(const WorkloadQuery& query, bool is_covered) {
  const double ms = total_ms_of(query);
  ++statements;
  total_ms += ms;
  if (!is_covered) return;
  ++covered;
  covered_ms += ms;
}

std::string Coverage::describe(const char* verb) const {
  std::string text = fmt::format("{} {} of {} statements", verb, covered, statements);
  if (total_ms <= 0) return text;
  // Rounded down, so that 100 % is all.
  return text + fmt::format(", {:.0f} % of total time", std::floor(covered_ms / total_ms * 100));
}

}  // namespace selfopt::literals
