#include <algorithm>

#include <selfopt/recommend.hpp>

namespace selfopt {
namespace {

double mean_ms(const WorkloadQuery& query) {
  if (query.mean_ms) return *query.mean_ms;
  const double calls = static_cast<double>(std::max<std::int64_t>(query.calls, 1));
  return query.total_ms.value_or(0) / calls;
}

}  // namespace

Workload slow_statements(Workload workload, const SlowScan& scan) {
  std::erase_if(workload,
                [&](const WorkloadQuery& query) { return mean_ms(query) <= scan.above_mean_ms; });
  std::ranges::stable_sort(workload, std::ranges::greater{}, mean_ms);
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(scan.limit, 0));
  if (workload.size() > most) workload.resize(most);
  return workload;
}

}  // namespace selfopt
