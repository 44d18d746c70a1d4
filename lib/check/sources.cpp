#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include <selfopt/check.hpp>
#include <selfopt/error.hpp>

#include "check/ignored_rules.hpp"
#include "check/with_params.hpp"
#include "env/files.hpp"
#include "sql/ddl_hazards.hpp"
#include "sql/statement.hpp"
#include "workload/read.hpp"

namespace selfopt {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> sql_files_below(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".sql" && entry->is_regular_file())
      files.push_back(entry->path().string());
  if (error) throw env::file_error("read", folder, error.value());
  if (files.empty())
    throw Error(ErrorKind::input, fmt::format("folder \"{}\" has no .sql file", folder), {},
                "Name a folder of files that end in .sql, or files.");
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> files_of(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (path != "-" && fs::is_directory(path))
      for (std::string& file : sql_files_below(path))
        files.push_back(std::move(file));
    else
      files.push_back(path);
  }
  return files;
}

void read_sql_file(const std::string& path, std::vector<CheckedStatement>& statements) {
  const std::string text = env::read_whole(path);
  const char* after_last = text.data();
  std::vector<std::string> made;
  for (const sql::Statement& statement : sql::split(text)) {
    CheckedStatement one;
    one.id = statement.name;
    one.sql = statement.text;
    one.query_hash = sql::fingerprint(statement.text);
    one.file = path;
    one.line = statement.line;
    const char* end = statement.text.data() + statement.text.size();
    one.ignored = checking::ignored_rules({after_last, static_cast<std::size_t>(end - after_last)});
    after_last = end;
    one.tables_made_before = made;
    if (std::string table = sql::created_table(one.sql); !table.empty())
      made.push_back(std::move(table));
    statements.push_back(std::move(one));
  }
}

void read_workload_file(const std::string& path, std::vector<CheckedStatement>& statements) {
  for (WorkloadQuery& query : read_workload({path})) {
    CheckedStatement one;
    one.id = std::move(query.name);
    one.sql = std::move(query.sql);
    one.query_hash = std::move(query.query_hash);
    one.params = std::move(query.params);
    one.file = path == "-" ? "" : path;
    one.ignored = checking::ignored_rules(one.sql);
    statements.push_back(std::move(one));
  }
}

// A statement without a name is known by its fingerprint; what stands there twice, or does not
// parse, by its number, too.
void give_ids(std::vector<CheckedStatement>& statements) {
  std::map<std::string, const CheckedStatement*> named;
  std::map<std::string, int> count;
  for (CheckedStatement& one : statements) {
    if (!one.id.empty()) {
      const auto [first, fresh] = named.emplace(one.id, &one);
      if (!fresh)
        throw Error(
            ErrorKind::input,
            fmt::format("{}:{}: a second statement is named \"{}\"", one.file, one.line, one.id),
            fmt::format("The first stands in {}:{}.", first->second->file, first->second->line),
            "The baseline knows a statement by its name: give each its own.");
      continue;
    }
    one.id = one.query_hash.empty() ? "unreadable" : one.query_hash;
    if (const int number = ++count[one.id]; number > 1) one.id += fmt::format("-{}", number);
  }
}

}  // namespace

std::vector<CheckedStatement> load_checked_statements(const std::vector<std::string>& paths,
                                                      const std::string& params) {
  std::vector<CheckedStatement> statements;
  for (const std::string& path : files_of(paths)) {
    if (path.ends_with(".sql"))
      read_sql_file(path, statements);
    else
      read_workload_file(path, statements);
  }
  if (statements.empty())
    throw Error(ErrorKind::input, "the input holds no statement", {},
                "Give SQL statements or Workload lines (selfopt collect writes them).");
  give_ids(statements);
  return params.empty() ? statements : checking::with_params(std::move(statements), params);
}

}  // namespace selfopt
