#include "workload/raw_queries.hpp"

#include <utility>

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

WorkloadQuery RawQueries::read(const Piece& piece) const {
  const std::string_view text(m_text);
  const std::string_view body = text.substr(piece.begin + piece.name_bytes, piece.bytes);
  if (piece.line > 0)
    return exchange::read_workload_line(body, m_input + ":" + std::to_string(piece.line));
  WorkloadQuery query;
  query.name = text.substr(piece.begin, piece.name_bytes);
  query.sql = body;
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

}  // namespace selfopt
