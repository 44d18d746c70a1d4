#include "sql/aggregates.hpp"

#include <algorithm>
#include <array>

#include "sql/nodes.hpp"

namespace selfopt::sql {
namespace {

// select distinct proname from pg_aggregate join pg_proc p on p.oid = aggfnoid
// where aggkind = 'n', PostgreSQL 15 to 17; sorted for the search. The ordered-set ones (mode,
// percentile_cont, rank, ...) are told by WITHIN GROUP.
constexpr std::array<std::string_view, 47> k_names{
    "any_value",
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "every",
    "json_agg",
    "json_agg_strict",
    "json_object_agg",
    "json_object_agg_strict",
    "json_object_agg_unique",
    "json_object_agg_unique_strict",
    "jsonb_agg",
    "jsonb_agg_strict",
    "jsonb_object_agg",
    "jsonb_object_agg_strict",
    "jsonb_object_agg_unique",
    "jsonb_object_agg_unique_strict",
    "max",
    "min",
    "range_agg",
    "range_intersect_agg",
    "regr_avgx",
    "regr_avgy",
    "regr_count",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "regr_sxx",
    "regr_sxy",
    "regr_syy",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "sum",
    "var_pop",
    "var_samp",
    "variance",
    "xmlagg",
};

}  // namespace

bool is_aggregate(const FuncCall& call) {
  if (call.agg_star || call.agg_distinct || call.agg_within_group || call.agg_order != nullptr ||
      call.agg_filter != nullptr)
    return true;
  const Nodes names(call.funcname);
  const bool builtin =
      names.size() == 1 || (names.size() == 2 && string_of(names[0]) == "pg_catalog");
  return builtin && std::ranges::binary_search(k_names, last_name(call.funcname));
}

}  // namespace selfopt::sql
