#include <selfopt/nouns/workload.hpp>

namespace selfopt {

double total_ms_of(const WorkloadQuery& query) {
  return query.total_ms.value_or(query.mean_ms.value_or(0) * static_cast<double>(query.calls));
}

}  // namespace selfopt
