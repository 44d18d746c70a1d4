#include <selfopt/nouns/recommendations.hpp>

namespace selfopt {

std::string_view to_string(RecommendationKind kind) {
  switch (kind) {
    case RecommendationKind::create_index:
      return "create_index";
    case RecommendationKind::drop_index:
      return "drop_index";
  }
  return "";
}

}  // namespace selfopt
