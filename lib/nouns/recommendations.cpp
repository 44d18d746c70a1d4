#include <selfopt/nouns/recommendations.hpp>

namespace selfopt {

std::string_view to_string(RecommendationKind kind) {
  switch (kind) {
    case RecommendationKind::create_index:
      return "create_index";
    case RecommendationKind::drop_index:
      return "drop_index";
    case RecommendationKind::reindex:
      return "reindex";
    case RecommendationKind::analyze:
      return "analyze";
    case RecommendationKind::vacuum:
      return "vacuum";
    case RecommendationKind::create_statistics:
      return "create_statistics";
    case RecommendationKind::create_materialized_view:
      return "create_materialized_view";
    case RecommendationKind::cluster:
      return "cluster";
    case RecommendationKind::distribute:
      return "distribute";
  }
  return "";
}

}  // namespace selfopt
