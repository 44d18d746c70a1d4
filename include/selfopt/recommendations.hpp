#pragma once

#include <string>
#include <string_view>

#include <selfopt/nouns/recommendations.hpp>

/// Recommendations as text, for programs and for people (man selfopt-formats).
namespace selfopt {

/// \returns the document that `selfopt apply` reads, indented, with a final line end
std::string to_json(const Recommendations& advice);

/// \returns a script for psql that makes the advised changes, with the reasons as comments. It
///          builds CONCURRENTLY, so it must not be run in one transaction.
std::string to_sql(const Recommendations& advice);

/// \param where named in messages, for example the file
/// \throws Error{input} if \p json is not such a document, or of another version
Recommendations recommendations_from_json(std::string_view json, const std::string& where);

/// Reads the document from a file, "-" for standard input.
/// \throws Error{input} if it cannot be read or is no such document
Recommendations load_recommendations(const std::string& path);

/// \returns \p ddl, a CREATE INDEX or DROP INDEX, with CONCURRENTLY, so that nobody's writes wait
/// \throws Error{input} if it begins otherwise
std::string concurrent_ddl(const std::string& ddl);

}  // namespace selfopt
