#include "local/programs.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <unistd.h>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "env/files.hpp"
#include "env/process.hpp"

namespace selfopt::local {
namespace {

constexpr const char* k_root = "/usr/lib/postgresql";

bool is_complete(const Programs& programs) {
  return std::ranges::all_of(
      std::initializer_list<const char*>{"postgres", "initdb", "pg_ctl"},
      [&](const char* name) { return access(programs.path(name).c_str(), X_OK) == 0; });
}

int to_number(const std::string& text) {
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : -1;
}

Error not_installed(const std::string& major) {
  if (major.empty())
    return Error(ErrorKind::refused, "PostgreSQL is not installed",
                 "The local warehouse is a PostgreSQL server of selfopt's own.",
                 "Install it with \"apt-get install postgresql postgresql-contrib\", or name a "
                 "server with --dsn.");
  return Error(
      ErrorKind::refused,
      fmt::format("PostgreSQL {}, which made the local warehouse, is not installed", major), {},
      fmt::format("Install it with \"apt-get install postgresql-{}\", or remove the local "
                  "warehouse and its data with \"selfopt local destroy\".",
                  major));
}

}  // namespace

std::optional<Programs> find_programs(const std::string& root, const std::string& major) {
  int best = -1;
  std::error_code ignored;  // no such folder: nothing is found
  for (const auto& entry : std::filesystem::directory_iterator(root, ignored)) {
    const std::string name = entry.path().filename().string();
    const int version = to_number(name);
    if (version > best && (major.empty() || name == major) &&
        is_complete({entry.path().string() + "/bin"}))
      best = version;
  }
  if (best < 0) return std::nullopt;
  return Programs{fmt::format("{}/{}/bin", root, best)};
}

Programs server_programs(const std::string& major) {
  if (const std::string folder = env::variable("SELFOPT_PG_BINDIR"); !folder.empty()) {
    if (is_complete({folder})) return {folder};
    throw Error(ErrorKind::refused,
                fmt::format("SELFOPT_PG_BINDIR names \"{}\", where postgres, initdb and pg_ctl are "
                            "not all to be found",
                            folder),
                {}, "Name the folder of PostgreSQL's programs, or unset it.");
  }
  if (const auto programs = find_programs(k_root, major)) return *programs;
  throw not_installed(major);
}

// "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)" -> "15.18"
std::string version_of(const std::string& path) {
  const std::string text = env::run_command({{path, "--version"}, {}, -1}).output;
  const std::size_t start = text.find(") ");
  if (start == std::string::npos) return {};
  return text.substr(start + 2, text.find_first_of(" \n", start + 2) - start - 2);
}

}  // namespace selfopt::local
