#pragma once

#include <string_view>

#include <selfopt/nouns/features.hpp>

namespace selfopt::sql {

/// Reads what one statement is made of from its parse tree (include/selfopt/nouns/features.hpp says
/// what each field counts). Never throws for bad SQL: the result then carries `error`.
Features read_features(std::string_view statement);

/// The same, but only query_hash and error.
Features read_fingerprint(std::string_view statement);

/// The same, but only normalized_query and error.
Features read_normalized(std::string_view statement);

}  // namespace selfopt::sql
