#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sql/statement.hpp"

namespace selfopt::sql {

/// What running a statement does to the data.
enum class Effect {
  reads,    ///< SELECT, VALUES, TABLE
  writes,   ///< INSERT, UPDATE, DELETE, MERGE; SELECT with such a CTE, INTO, or FOR UPDATE
  other,    ///< DDL, COMMIT, COPY, CALL, ...: a rollback may not take it back, or it is no query
  unknown,  ///< does not parse, or is not one statement
};

/// A statement at a glance, from one parse.
struct Glance {
  Effect effect = Effect::unknown;
  std::string query_hash;  ///< empty if it does not parse
  std::optional<SyntaxError> error;
};

/// Functions that a SELECT calls may write; that only the server can tell.
Glance glance_at(std::string_view statement);

/// \returns whether \p statement begins or ends a transaction, or a part of one (SAVEPOINT).
bool controls_transaction(std::string_view statement);

}  // namespace selfopt::sql
