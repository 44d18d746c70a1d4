#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/workload.hpp>

/// What statements are made of, read with PostgreSQL's own grammar.
namespace selfopt {

/// How much is read of each statement.
enum class ParseDepth {
  features,     ///< everything
  fingerprint,  ///< query_hash and error
  normalized,   ///< normalized_query, and no more
};

struct ParseOptions {
  std::vector<std::string> inputs;  ///< files of SQL or Workload lines; "-" is standard input;
                                    ///< none: standard input if something is connected to it
  ParseDepth depth = ParseDepth::features;
  /// Whose tables and views say whose an unqualified column is. Absent: only the text does.
  std::optional<Database> database;
  /// The same from a catalog document (man selfopt-formats), instead of a database; "-" is standard
  /// input; empty: none.
  std::string catalog_file;
  int jobs = 1;  ///< threads, >= 1; the output does not depend on it
};

/// A statement of the input. Its query_hash is the one in `features`.
struct ParsedStatement {
  WorkloadQuery query;
  Features features;
};

struct ParseSummary {
  std::int64_t statements = 0;
  std::int64_t failed = 0;    ///< how many of them do not parse
  std::string first_failure;  ///< what is wrong with the first of these
};

/// Reads all inputs in constant memory and hands on each statement, in order. One that does not
/// parse carries `error`; that is not a failure of the command.
/// \throws Error{usage} if there is nothing to read, or standard input twice; Error{input} for a
/// file that cannot be read or
///         a line that is no Workload line; Error{database}; Error::interrupted
ParseSummary parse(const ParseOptions& options,
                   const std::function<void(const ParsedStatement&)>& on_statement);

/// The same for output as text, which is made by several threads, too.
/// \param render makes the text of a statement; is called on several threads at the same time
/// \param write  receives the texts of several statements at once, in order, on this thread
ParseSummary parse(const ParseOptions& options,
                   const std::function<std::string(const ParsedStatement&)>& render,
                   const std::function<void(std::string_view)>& write);

/// Writes parsed statements as Features lines (man selfopt-formats).
class FeaturesWriter {
 public:
  enum class Form { jsonl, csv };

  /// \param fields the names of the fields to write; empty: the usual ones
  /// \throws Error{usage} for a name that is no field
  FeaturesWriter(Form form, const std::vector<std::string>& fields);
  ~FeaturesWriter();
  FeaturesWriter(const FeaturesWriter&) = delete;
  FeaturesWriter& operator=(const FeaturesWriter&) = delete;

  /// \returns what stands before the first line; may be empty
  std::string header() const;
  std::string line(const ParsedStatement& statement) const;

 private:
  struct Lines;
  Form m_form;
  std::unique_ptr<const Lines> m_lines;
};

}  // namespace selfopt
