#include "exchange/distributed_plan.hpp"

#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

#include "exchange/json_text.hpp"

namespace selfopt::exchange {
namespace {

using nlohmann::json;

std::string text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// A job that moves rows between nodes first has tasks that no plan shows.
void read_job(const json& job, DistributedPlan& plan) {
  const auto count = job.find("Task Count");
  const std::size_t before = plan.tasks.size();
  if (const auto tasks = job.find("Tasks"); tasks != job.end() && tasks->is_array())
    for (const json& task : *tasks)
      if (task.is_object() && !text(task, "Query").empty())
        plan.tasks.push_back({text(task, "Query"), text(task, "Node")});
  const std::size_t told = plan.tasks.size() - before;
  if (job.contains("Dependent Jobs"))
    plan.hidden = "Citus moves rows between nodes for it (a repartition join)";
  else if (count != job.end() && count->is_number_unsigned() && count->get<std::size_t>() != told)
    plan.hidden = "Citus does not tell all of its tasks";
}

// Jobs stand below the nodes of the plan, and below the plans of what is run beforehand. What a
// node says of its own task is left out: it is asked anew.
void read_jobs(const json& part, DistributedPlan& plan) {
  if (part.is_object())
    if (const auto job = part.find("Job"); job != part.end() && job->is_object())
      read_job(*job, plan);
  for (const auto& [key, below] : part.items())
    if ((below.is_object() || below.is_array()) && key != "Job") read_jobs(below, plan);
}

}  // namespace

DistributedPlan read_distributed_plan(std::string_view json_text) {
  const Error unreadable(ErrorKind::database, "the server's answer to EXPLAIN could not be read");
  if (json_depth(json_text) > k_deepest_json) throw unreadable;
  const json document = json::parse(json_text, nullptr, false);
  if (!document.is_array()) throw unreadable;
  DistributedPlan plan;
  read_jobs(document, plan);
  return plan;
}

}  // namespace selfopt::exchange
