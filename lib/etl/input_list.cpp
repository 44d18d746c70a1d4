#include "etl/input_list.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <set>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "env/files.hpp"
#include "etl/names.hpp"
#include "input/pattern.hpp"

namespace selfopt::etl {
namespace {

namespace fs = std::filesystem;

bool is_table_file(const std::string& name) {
  constexpr std::array<std::string_view, 6> k_suffixes{".csv", ".csv.gz", ".csv.zst",
                                                       ".tsv", ".tsv.gz", ".tsv.zst"};
  return std::ranges::any_of(k_suffixes,
                             [&](std::string_view suffix) { return name.ends_with(suffix); });
}

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (is_table_file(entry.path().filename().string()) && !entry.is_directory())
      files.push_back(entry.path().string());
  if (error) throw env::file_error("read", folder, error.value());
  if (files.empty())
    throw Error(ErrorKind::input, fmt::format("folder \"{}\" has no CSV or TSV file", folder), {},
                "Files there have to end in .csv or .tsv, also with .gz or .zst behind.");
  std::ranges::sort(files);
  return files;
}

void add(std::vector<InputFile>& files, const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) throw env::file_error("open", path, error ? error.value() : ENOENT);
  if (fs::is_directory(status)) {
    for (const std::string& file : files_in(path))
      files.push_back({file, table_name(file), -1});
    return;
  }
  const int copy = fs::is_regular_file(status) ? -1 : spool(path);
  files.push_back({path, table_name(path), copy});
}

}  // namespace

std::vector<InputFile> list_inputs(const std::vector<std::string>& inputs) {
  std::vector<InputFile> files;
  for (const std::string& input : inputs) {
    std::error_code error;
    const bool is_pattern =
        input.find_first_of("*?[") != std::string::npos && !fs::exists(input, error);
    if (input == "-") {
      files.push_back({"-", {}, spool("-")});
    } else if (is_pattern) {
      for (const std::string& path : input::matches_of(input))
        add(files, path);
    } else {
      add(files, input);
    }
  }
  std::set<std::string> seen;
  std::erase_if(files, [&](const InputFile& file) { return !seen.insert(file.path).second; });
  return files;
}

}  // namespace selfopt::etl
