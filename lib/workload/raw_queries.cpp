#include "workload/raw_queries.hpp"

#include <utility>

#include "exchange/features_jsonl.hpp"
#include "exchange/workload_jsonl.hpp"
#include "sql/statement.hpp"

namespace selfopt {

void RawQueries::add_line(std::string_view line, std::int64_t number) {
  m_pieces.push_back({.begin = m_text.size(), .bytes = line.size(), .line = number});
  m_text += line;
}

void RawQueries::add_statement(std::string_view sql, std::string_view name, std::int64_t calls) {
  m_pieces.push_back(
      {.begin = m_text.size(), .name_bytes = name.size(), .bytes = sql.size(), .calls = calls});
  m_text += name;
  m_text += sql;
}

std::string_view RawQueries::body(const Piece& piece) const {
  return std::string_view(m_text).substr(piece.begin + piece.name_bytes, piece.bytes);
}

std::string RawQueries::where(const Piece& piece) const {
  return m_input + ":" + std::to_string(piece.line);
}

WorkloadQuery RawQueries::read(const Piece& piece) const {
  if (piece.line > 0) return exchange::read_workload_line(body(piece), where(piece));
  WorkloadQuery query;
  query.name = m_text.substr(piece.begin, piece.name_bytes);
  query.sql = body(piece);
  query.calls = piece.calls;
  query.source = "sql";
  return query;
}

void RawQueries::read(MissingHash missing_hash,
                      const std::function<void(WorkloadQuery&&)>& on_query) const {
  for (const Piece& piece : m_pieces) {
    WorkloadQuery query = read(piece);
    if (missing_hash == MissingHash::compute && query.query_hash.empty())
      query.query_hash = sql::fingerprint(query.sql);
    on_query(std::move(query));
  }
}

void RawQueries::read_with_features(
    const std::function<void(WorkloadQuery&&, std::optional<Features>&&)>& on_query) const {
  // Inside of a string the quotes would be escaped; most lines need not be parsed to tell.
  constexpr std::string_view k_mark = "\"normalized_query\"";
  for (const Piece& piece : m_pieces) {
    const std::string_view line = body(piece);
    if (piece.line > 0 && line.find(k_mark) != std::string_view::npos &&
        exchange::is_features_line(line)) {
      exchange::FeaturesLine read = exchange::read_features_line(line, where(piece));
      on_query(std::move(read.query), std::move(read.features));
    } else {
      on_query(read(piece), std::nullopt);
    }
  }
}

}  // namespace selfopt
