#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt {

/// What to do about a query without a query_hash.
enum class MissingHash { compute, leave };

/// Consecutive statements or Workload lines of one input as they stand there. To make queries of
/// them is most of the work of reading, and can be done on another thread.
class RawQueries {
 public:
  RawQueries() = default;
  /// \param input name for messages
  explicit RawQueries(std::string input) : m_input(std::move(input)) {}

  void add_line(std::string_view line, std::int64_t number);
  void add_statement(std::string_view sql, std::string_view name, std::int64_t calls);

  std::size_t count() const { return m_pieces.size(); }
  std::size_t bytes() const { return m_text.size(); }

  /// Makes a query of each, in order.
  /// \throws Error{input} for a line that is no Workload line
  void read(MissingHash missing_hash, const std::function<void(WorkloadQuery&&)>& on_query) const;

  /// The same where lines may be Features lines, too; hashes that are missing stay so.
  /// \param on_query receives the features of a Features line with its query
  void read_with_features(
      const std::function<void(WorkloadQuery&&, std::optional<Features>&&)>& on_query) const;

 private:
  struct Piece {
    std::size_t begin = 0;
    std::size_t name_bytes = 0;  // in front of a statement
    std::size_t bytes = 0;
    std::int64_t calls = 0;
    std::int64_t line = 0;  // of a Workload line its number; 0: it is a statement
  };
  std::string_view body(const Piece& piece) const;
  std::string where(const Piece& piece) const;
  WorkloadQuery read(const Piece& piece) const;

  std::string m_input;
  std::string m_text;
  std::vector<Piece> m_pieces;
};

}  // namespace selfopt
