#include "shared_options.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <selfopt/connect.hpp>
#include <selfopt/error.hpp>
#include <selfopt/local.hpp>
#include <selfopt/log.hpp>

#include "output.hpp"

namespace selfopt::app {
namespace {

// Filled by the chosen command's -q, -v and --log-format; one set for the whole program.
struct MessageOptions {
  bool quiet = false;
  bool verbose = false;
  std::string format = "text";
};
MessageOptions g_messages;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// libpq reads these by itself; one of them set means that the user has a server in mind.
bool libpq_variable_set() {
  constexpr std::array<const char*, 4> names{"PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"};
  return std::ranges::any_of(names, [](const char* name) { return !variable(name).empty(); });
}

}  // namespace

std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

void DatabaseOptions::declare(CommandLine& line, const std::string& without) {
  line.section("Database");
  line.option("-d,--dsn", "DSN", m_dsn,
              "Database: a libpq URI, keyword string or database name. " + without);
  line.option("-h,--host", "HOST", m_host, "Server's host or socket folder");
  line.option("-p,--port", "PORT", m_port, "Server's port");
  line.option("-U,--username", "USER", m_user, "User to connect as");
  line.flag("-w,--no-password", m_no_password,
            "Accepted as in psql; selfopt never asks for a password");
  line.section("");
}

bool DatabaseOptions::named_by_option() const {
  return m_dsn || m_host || m_port || m_user;
}

bool DatabaseOptions::named() const {
  return named_by_option() || !variable("DATABASE_URL").empty() || libpq_variable_set();
}

Database DatabaseOptions::open() const {
  ConnectionParts parts{m_dsn, m_host, m_port, m_user};
  Database database;
  if (named_by_option()) {
    database.origin = "the command line or SELFOPT_DSN";
  } else if (const std::string url = variable("DATABASE_URL"); !url.empty()) {
    parts.dsn = url;
    database.origin = "DATABASE_URL";
  } else if (libpq_variable_set()) {
    database.origin = "the PG* variables";
  } else {
    database = local_start();
    log::notice("using the local warehouse");
    return database;
  }
  database.conninfo = merge_conninfo(parts);
  log::notice("using {} (from {})", describe_conninfo(database.conninfo), database.origin);
  return database;
}

void OutputOptions::declare(CommandLine& line, std::vector<std::string> formats) {
  m_formats = std::move(formats);
  line.section("Output");
  line.option("-o,--output", "FILE", m_path,
              "Write to FILE, whole or not at all, instead of standard output");
  line.choice("--format", m_format, m_formats,
              "Form of the output; by default a table on a terminal, " +
                  *std::ranges::find_if(m_formats, [](const auto& f) { return f != "table"; }) +
                  " elsewhere; with -o the file's suffix decides");
  line.section("");
}

std::string OutputOptions::format() const {
  const std::string suffix = std::filesystem::path(m_path).extension().string();
  if (m_format.empty() && m_path != "-" && suffix != ".table" && suffix.size() > 1 &&
      offers(suffix.substr(1)))
    return suffix.substr(1);
  if (m_format.empty() && m_path != "-") return interchange_format();
  return standard_output_format();
}

std::string OutputOptions::standard_output_format() const {
  if (!m_format.empty()) return m_format;
  return stdout_is_terminal() && offers("table") ? "table" : interchange_format();
}

bool OutputOptions::offers(const std::string& format) const {
  return std::ranges::find(m_formats, format) != m_formats.end();
}

std::string OutputOptions::interchange_format() const {
  return *std::ranges::find_if(m_formats, [](const auto& format) { return format != "table"; });
}

void declare_message_options(CommandLine& line) {
  line.section("Messages");
  line.flag("-q,--quiet", g_messages.quiet, "Only warnings and errors");
  line.flag("-v,--verbose", g_messages.verbose, "Also how things are done");
  line.choice("--log-format", g_messages.format, {"text", "json"},
              "Form of the messages on standard error");
  line.section("");
}

void apply_message_options() {
  using log::Level;
  log::configure({.level = g_messages.verbose ? Level::debug
                           : g_messages.quiet ? Level::warning
                                              : Level::notice,
                  .format = g_messages.format == "json" ? log::Format::json : log::Format::text});
}

}  // namespace selfopt::app
