#pragma once

#include <string>
#include <utility>
#include <vector>

#include "check/rules.hpp"
#include "sql/features.hpp"
#include "sql/known_relations.hpp"

namespace selfopt::test {

/// A statement with a plan of one scan of public.t, before and now, to show rules.
struct Scene {
  Scene() {
    before.query_hash = after.query_hash = "same";
    before.server_version = after.server_version = 150020;
    before.plan = after.plan = scan("Seq Scan", "");
    before.plan_hash = after.plan_hash = "plan";
    before.tables["public.t"] = after.tables["public.t"] = {1000, 500};
    schema.tables["public.t"].state = {1000, 500};
    schema.tables["public.t"].analyzed_blocks = 500;
  }

  static PlanNode scan(const std::string& type, const std::string& index) {
    PlanNode node;
    node.type = type;
    node.relation = "public.t";
    node.alias = "t";
    node.index = index;
    if (!index.empty()) node.index_definition = "btree (a)";
    return node;
  }

  void ran(double blocks_before, double blocks_after) {
    before.blocks = blocks_before;
    after.blocks = blocks_after;
    before.temp_blocks = after.temp_blocks = 0;
  }

  /// \returns each finding as "level rule"
  std::vector<std::string> found(CheckMode mode = CheckMode::buffers) {
    const checking::RuleSet rules(options);
    const sql::KnownRelations known(schema.catalog);
    const Features features = sql::read_features(statement.sql, &known);
    const sql::Habits habits = sql::read_habits(statement.sql);
    checking::Sight sight{statement,
                          schema,
                          features,
                          habits,
                          mode,
                          options.tolerance,
                          has_before ? &before : nullptr,
                          after,
                          after.error.empty()};
    findings = rules.look(sight);
    std::vector<std::string> result;
    for (const Finding& finding : findings)
      result.push_back(std::string(to_string(finding.level)) + " " + finding.rule);
    return result;
  }

  CheckOptions options;
  CheckedStatement statement;
  checking::Schema schema;
  Observation before;
  Observation after;
  bool has_before = true;
  std::vector<Finding> findings;
};

using Codes = std::vector<std::string>;

}  // namespace selfopt::test
