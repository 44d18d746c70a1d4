#include <algorithm>

#include <selfopt/nouns/comparison.hpp>

namespace selfopt {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::slower:
      return "slower";
    case Verdict::broken:
      return "broken";
    case Verdict::faster:
      return "faster";
    case Verdict::repaired:
      return "repaired";
    case Verdict::unchanged:
      return "unchanged";
    case Verdict::failed:
      return "failed";
    case Verdict::added:
      return "added";
  }
  return "";
}

std::int64_t Comparison::count(Verdict verdict) const {
  return std::ranges::count(queries, verdict, &QueryComparison::verdict);
}

}  // namespace selfopt
