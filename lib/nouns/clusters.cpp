#include <selfopt/nouns/clusters.hpp>

namespace selfopt {

std::string_view to_string(ClusterMethod method) {
  switch (method) {
    case ClusterMethod::kmeans:
      return "kmeans";
    case ClusterMethod::dbscan:
      return "dbscan";
    case ClusterMethod::agglomerative:
      return "agglomerative";
  }
  return "";
}

std::string_view to_string(ClusterFeatures features) {
  switch (features) {
    case ClusterFeatures::structure:
      return "structure";
    case ClusterFeatures::tfidf:
      return "tfidf";
  }
  return "";
}

std::string_view to_string(ClusterChange change) {
  switch (change) {
    case ClusterChange::grew:
      return "grew";
    case ClusterChange::shrank:
      return "shrank";
    case ClusterChange::same:
      return "same";
    case ClusterChange::appeared:
      return "appeared";
    case ClusterChange::vanished:
      return "vanished";
  }
  return "";
}

}  // namespace selfopt
