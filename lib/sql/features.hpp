#pragma once

#include <string_view>

#include <selfopt/nouns/features.hpp>

namespace selfopt::sql {

class KnownRelations;

/// Reads what one statement is made of from its parse tree (include/selfopt/nouns/features.hpp says
/// what each field counts). Never throws for bad SQL: the result then carries `error`.
/// \param known which columns the tables have; null: as much as the text tells
Features read_features(std::string_view statement, const KnownRelations* known = nullptr);

/// The same, but only query_hash and error.
Features read_fingerprint(std::string_view statement);

/// The same, but only normalized_query and error.
Features read_normalized(std::string_view statement);

}  // namespace selfopt::sql
