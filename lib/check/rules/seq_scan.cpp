#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "check/figures.hpp"
#include "check/plan_changes.hpp"

namespace selfopt::checking {
namespace {

// A plan is no regression because it reads a table whole, unless costs cannot tell.
Level level_of(const Sight& sight) {
  if (sight.regressed) return Level::error;
  const bool costs_tell =
      judged_by(sight) != CheckMode::plan || same_cost_units(*sight.before, sight.after);
  return costs_tell ? Level::note : Level::error;
}

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (sight.before == nullptr || !sight.planned) return;
  const auto before = scans_by_alias(sight.before->plan);
  for (const auto& [alias, scan] : scans_by_alias(sight.after.plan)) {
    const auto then = before.find(alias);
    if (scan->type != "Seq Scan" || then == before.end() || then->second->type == "Seq Scan")
      continue;
    const std::int64_t blocks = sight.schema.blocks_of(scan->relation);
    if (blocks < k_big_table_blocks) continue;
    findings.push_back(
        {.level = level_of(sight),
         .message = fmt::format("reads {} whole ({} blocks); before: {}", scan->relation,
                                format_count(blocks), describe_access(*then->second))});
  }
}

}  // namespace

const Rule k_seq_scan{"seq-scan", "a big table that was reached through an index is read whole",
                      look};

}  // namespace selfopt::checking
