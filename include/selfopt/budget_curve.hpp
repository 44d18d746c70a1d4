#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/nouns/budget_curve.hpp>

/// A budget curve as text, for programs and for people (man selfopt-formats).
namespace selfopt {

/// \returns the document "selfopt.budget_curve/1", indented, with a final line end
std::string to_json(const BudgetCurve& curve);

/// Reads that document from a file of at most 16 MiB.
/// \throws Error{input} if it cannot be read or is no such document
BudgetCurve load_budget_curve(const std::string& path);

/// A space for indexes that is chosen, to be shown on the curve.
struct BudgetMark {
  std::int64_t bytes = 0;
  std::string what;  ///< for example "advised now"
};

/// \param marks those of no bytes are left out
/// \returns a picture: cost in per cent of the workload as it is, against the space that indexes
///          take. Readable on light and dark ground, without scripts or outside resources.
std::string to_svg(const BudgetCurve& curve, const std::vector<BudgetMark>& marks = {});

}  // namespace selfopt
