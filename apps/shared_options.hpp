#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/database.hpp>

#include "command_line.hpp"

namespace selfopt::app {

/// \returns the parts of the value of an option that takes several, without empty ones
std::vector<std::string> split_at_commas(std::string_view text);

/// -d, -h, -p, -U, -w: which database. The same in every command that can use one.
class DatabaseOptions {
 public:
  /// \param without what is used when the user names none; for the help
  void declare(CommandLine& line,
               const std::string& without =
                   "Without it: DATABASE_URL, the PG* variables, else the local warehouse");

  /// \returns whether the user named a database: by an option, SELFOPT_DSN, DATABASE_URL or PG*.
  bool named() const;

  /// \returns the same, but not by DATABASE_URL or PG*: for commands that work without a database
  ///          and must not need one because the environment happens to name it.
  bool named_by_option() const;

  /// Chooses the database: the options, SELFOPT_DSN, DATABASE_URL, the PG* variables, else the
  /// local warehouse, which is started if it does not run. Says on standard error which it is.
  /// \throws Error{usage} for a connection string that cannot be read; Error{refused} if the local
  ///         warehouse is needed and PostgreSQL is not installed
  Database open() const;

 private:
  std::optional<std::string> m_dsn;
  std::optional<std::string> m_host;
  std::optional<std::string> m_port;
  std::optional<std::string> m_user;
  bool m_no_password = false;
};

/// -o, --format: where the data goes and in which form. The first of \p formats is the one for
/// pipes and files; a terminal gets a table where the command has one.
class OutputOptions {
 public:
  void declare(CommandLine& line, std::vector<std::string> formats);

  /// \returns the format to write: --format, else what the suffix of -o says, else "table" on a
  ///          terminal if the command has it, else the first.
  std::string format() const;
  /// \returns the same for what goes to standard output even when -o names a file.
  std::string standard_output_format() const;
  /// \returns whether the user named a format.
  bool format_named() const { return !m_format.empty(); }
  /// \returns the file to write, or "-" for standard output.
  const std::string& path() const { return m_path; }

 private:
  bool offers(const std::string& format) const;
  std::string interchange_format() const;

  std::string m_path = "-";
  std::string m_format;
  std::vector<std::string> m_formats;
};

/// Declares -q, -v, --log-format and --config, which every command has.
void declare_message_options(CommandLine& line);
/// Makes the message options of the chosen command take effect.
void apply_message_options();

}  // namespace selfopt::app
