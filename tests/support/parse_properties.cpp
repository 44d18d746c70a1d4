#include "support/parse_properties.hpp"

#include <algorithm>
#include <array>

#include <pg_query.h>

#include <selfopt/utf8.hpp>

#include "exchange/features_jsonl.hpp"
#include "exchange/features_lines.hpp"
#include "sql/depth.hpp"
#include "sql/features.hpp"
#include "sql/known_relations.hpp"
#include "sql/statement.hpp"

namespace selfopt::test {
namespace {

// What we refuse before libpg_query sees it, because it would not report it, or not survive it.
bool is_refused(std::string_view text) {
  return text.find('\0') != std::string_view::npos ||
         find_invalid_utf8(text) != std::string_view::npos ||
         sql::extent_of(text).depth > sql::k_shallow;
}

std::string own_fingerprint(const std::string& text) {
  const PgQueryFingerprintResult result = pg_query_fingerprint(text.c_str());
  const std::string fingerprint = result.error == nullptr ? result.fingerprint_str : "";
  pg_query_free_fingerprint_result(result);
  return fingerprint;
}

// libpg_query gives an empty text a fingerprint; we call it an error.
bool is_empty(const Features& features) {
  return features.error == "there is no statement";
}

std::string broken_fingerprint(const std::string& text, const Features& features) {
  if (is_refused(text) || is_empty(features)) return "";
  const std::string own = own_fingerprint(text);
  if (own == features.query_hash) return "";
  return "fingerprint \"" + features.query_hash + "\", libpg_query's own is \"" + own + "\"";
}

// In utility statements a password becomes a parameter, which changes the fingerprint.
bool is_query(const Features& features) {
  constexpr std::array<std::string_view, 5> k_types{"SELECT", "INSERT", "UPDATE", "DELETE",
                                                    "MERGE"};
  return std::ranges::find(k_types, features.statement_type) != k_types.end();
}

std::string broken_normalization(const Features& features) {
  if (!is_query(features)) return "";
  const std::string normalized = sql::fingerprint(features.normalized_query);
  if (normalized.empty() || normalized == features.query_hash) return "";
  return "fingerprint of the normalised text \"" + normalized + "\", not \"" + features.query_hash +
         "\"";
}

std::string broken_catalog(std::string_view text, const Features& features) {
  static const sql::KnownRelations nothing{Catalog{}};
  const Features again = sql::read_features(text, &nothing);
  const bool same = again.query_hash == features.query_hash && again.tables == features.tables &&
                    again.filters == features.filters && again.columns == features.columns;
  return same ? "" : "other features with an empty catalog";
}

std::string broken_line(std::string_view text, const Features& features) {
  static const exchange::FeaturesLines lines({});
  WorkloadQuery query;
  query.sql = text;
  const std::string line = lines.json(features, query);
  if (line.find('\n') != line.size() - 1) return "a line end inside the line";
  if (find_invalid_utf8(line) != std::string_view::npos) return "invalid UTF-8 in the line";
  const exchange::FeaturesLine read = exchange::read_features_line(line, "line");
  return lines.json(read.features, read.query) == line ? "" : "the line reads back as another";
}

}  // namespace

std::string broken_parse_property(std::string_view statement) {
  const Features features = sql::read_features(statement);
  for (const std::string& broken :
       {broken_fingerprint(std::string(statement), features), broken_normalization(features),
        broken_catalog(statement, features), broken_line(statement, features)})
    if (!broken.empty()) return broken;
  return "";
}

}  // namespace selfopt::test
