#pragma once

struct FuncCall;

namespace selfopt::sql {

/// \returns whether \p call, written without OVER, calls an aggregate function: one of PostgreSQL's
///          own, or any with the syntax that only aggregates take.
bool is_aggregate(const FuncCall& call);

}  // namespace selfopt::sql
