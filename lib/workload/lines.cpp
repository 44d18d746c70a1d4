#include <selfopt/workload.hpp>

#include "env/files.hpp"
#include "exchange/comparison_jsonl.hpp"
#include "exchange/workload_csv.hpp"
#include "exchange/workload_jsonl.hpp"
#include "sql/statement.hpp"
#include "workload/read.hpp"

namespace selfopt {

Workload load_workload(const std::vector<std::string>& paths) {
  return read_workload(paths);
}

Workload load_workload_csv(const std::string& path) {
  Workload workload =
      exchange::read_workload_csv(env::read_whole(path), path == "-" ? "standard input" : path);
  for (WorkloadQuery& query : workload)
    query.query_hash = sql::fingerprint(query.sql);
  return workload;
}

std::vector<std::string> named_or_standard_input(std::vector<std::string> files) {
  if (files.empty() && env::stdin_has_data()) files.emplace_back("-");
  return files;
}

std::string to_jsonl(const WorkloadQuery& query) {
  return exchange::write_workload_line(query);
}

std::string to_jsonl(const QueryComparison& query) {
  return exchange::write_comparison_line(query);
}

}  // namespace selfopt
