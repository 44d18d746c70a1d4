#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/database.hpp>

namespace selfopt::pg {

/// Rows as text, the way libpq gives them.
struct WireRows {
  std::vector<std::vector<std::optional<std::string>>> rows;
  std::string command_tag;  ///< for example "SELECT 3", "CREATE INDEX"
  std::int64_t affected = 0;
};

/// One connection through libpq itself, for what libpqxx hides: bulk COPY, statements that a user
/// wrote, hypothetical indexes, and building indexes outside a transaction.
///
/// A user's text reaches the server only through prepare(), which takes one statement and no more.
/// Not thread-safe. A signal that asks us to stop cancels the running statement. The named
/// functions of this room are built on it; verbs use those.
class Wire {
 public:
  /// \throws Error{database} if there is no server, or it refuses
  explicit Wire(const Database& database,
                std::chrono::milliseconds statement_timeout = std::chrono::seconds(60));
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// Runs one statement of ours; values are bound as text. \throws Error{database}, {refused}
  WireRows execute(const std::string& sql,
                   const std::vector<std::optional<std::string>>& values = {});

  /// Prepares one statement that a user wrote under \p name. Several statements are refused by the
  /// server. \throws Error{database} if it does not parse or names what does not exist
  void prepare(const std::string& name, const std::string& user_sql);
  /// \returns the type of each parameter of a prepared statement, as its oid.
  std::vector<std::uint32_t> parameter_types(const std::string& name);
  /// \returns the name of each column of a prepared statement's result
  std::vector<std::string> column_names(const std::string& name);
  /// Runs a prepared statement to its end and counts its rows without keeping them.
  std::int64_t run_prepared(const std::string& name,
                            const std::vector<std::optional<std::string>>& values);

  /// COPY ... FROM STDIN: begin with our own statement, send, end.
  void copy_begin(const std::string& copy_sql);
  void copy_send(std::string_view bytes);
  /// \returns rows that the server says it stored. \throws Error{database} with its reason
  std::int64_t copy_end();
  /// Ends a COPY so that the server stores nothing. Does nothing when none is running.
  void copy_abort(const std::string& reason) noexcept;

  /// Keeps what this session runs out of pg_stat_statements, if the user may: only a superuser can.
  void leave_out_of_statistics();
  /// A server that does not keep to \p timeout (0: no limit) has lost us (AnswerDeadline).
  void set_statement_timeout(std::chrono::milliseconds timeout);
  /// The same where statements set the limit of the server themselves.
  void expect_answers_within(std::chrono::milliseconds timeout);
  std::string quote_name(std::string_view name) const;
  std::string quote_literal(std::string_view value) const;
  int server_version() const;  ///< for example 150020
  int backend_pid() const;
  /// \returns whether the connection goes through a Unix socket or a loopback address. A container
  ///          or a tunnel may still lie between.
  bool on_this_host() const;
  /// Ends the connection, from any thread: what waits for an answer fails.
  void abandon();
  bool alive() const;
  /// \returns whether the connection was lost, and the server said that it was not for what ran on
  ///          it: it shuts down, another's process crashed, an administrator ended it.
  bool ended_for_others() const;
  /// \returns the character, from 1, in its statement at which the server found the last error, or
  ///          0 if it did not say. For execute(), our mark before the statement is counted.
  int error_position() const;
  /// \returns what the server says where its last error came from, and the error's SQLSTATE.
  const std::string& error_context() const;
  const std::string& error_sqlstate() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace selfopt::pg
