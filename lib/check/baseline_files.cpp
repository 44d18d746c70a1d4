#include <algorithm>
#include <cerrno>
#include <cmath>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include <selfopt/atomic_file.hpp>
#include <selfopt/check.hpp>
#include <selfopt/error.hpp>

#include "check/same_observation.hpp"
#include "env/files.hpp"
#include "env/hash.hpp"
#include "exchange/baseline_json.hpp"

namespace selfopt {
namespace {

namespace fs = std::filesystem;

using ById = std::map<std::string, Observation>;

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return path.ends_with('/') || fs::is_directory(path, ignored);
}

std::vector<std::string> json_files_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  if (!fs::exists(folder, error)) return files;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".json" && entry->is_regular_file())
      files.push_back(entry->path().string());
  if (error) throw env::file_error("read", folder, error.value());
  std::ranges::sort(files);
  return files;
}

// The id, or as much of it as every file system takes, made unique by a hash. It never leaves the
// folder, whatever a statement is called.
std::string file_name(const std::string& id) {
  constexpr std::size_t k_longest = 100;
  std::string name;
  for (const char c : id) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    name += plain ? c : '_';
  }
  if (name.size() > k_longest) name.resize(k_longest);
  if (name != id) name += "-" + env::stable_hash_hex(id).substr(0, 8);
  return name + ".json";
}

std::string read_if_there(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) ? env::read_whole(path) : std::string();
}

// A file whose text would stay the same is not touched.
void write_if_new(const std::string& path, const std::string& text) {
  if (read_if_there(path) == text) return;
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

void write_folder(const std::string& folder, const ById& wanted,
                  const std::vector<std::string>& removed) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw env::file_error("create", folder, error.value());
  for (const auto& [id, seen] : wanted)
    write_if_new((fs::path(folder) / file_name(id)).string(), exchange::write_baseline({seen}));
  for (const std::string& id : removed)
    fs::remove(fs::path(folder) / file_name(id), error);
}

void write_file(const std::string& path, const ById& wanted) {
  std::vector<Observation> all;
  for (const auto& [id, seen] : wanted)
    all.push_back(seen);
  write_if_new(path, exchange::write_baseline(all));
}

ById by_id(std::vector<Observation> observations) {
  ById result;
  for (Observation& seen : observations) {
    std::string id = seen.id;
    result.insert_or_assign(std::move(id), std::move(seen));
  }
  return result;
}

void take(const Observation& seen, ById& wanted, BaselineChanges& changes) {
  const auto found = wanted.find(seen.id);
  if (found == wanted.end()) {
    changes.added.push_back(seen.id);
    wanted.emplace(seen.id, seen);
  } else if (checking::same_but_noise(found->second, seen)) {
    ++changes.unchanged;
  } else {
    changes.changed.push_back(seen.id);
    found->second = seen;
  }
}

}  // namespace

std::vector<Observation> load_baseline(const std::string& path) {
  std::vector<Observation> all;
  const bool folder = is_folder(path);
  std::vector<std::string> files = folder ? json_files_in(path) : std::vector<std::string>{path};
  std::error_code ignored;
  if (!folder && !fs::exists(path, ignored)) files.clear();
  for (const std::string& file : files)
    for (Observation& seen : exchange::read_baseline(env::read_whole(file), file))
      all.push_back(std::move(seen));
  std::ranges::stable_sort(all, {}, &Observation::id);
  const auto twice = std::ranges::adjacent_find(all, {}, &Observation::id);
  if (twice != all.end())
    throw Error(ErrorKind::input,
                fmt::format("baseline \"{}\" knows \"{}\" twice", path, twice->id), {},
                "Delete one of them, or both and run with --update.");
  return all;
}

BaselineChanges save_baseline(const std::string& path, const std::vector<Observation>& seen,
                              bool prune) {
  BaselineChanges changes;
  ById wanted = by_id(load_baseline(path));
  const ById now = by_id(seen);
  for (const auto& [id, unused] : wanted)
    if (!now.contains(id)) (prune ? changes.removed : changes.kept).push_back(id);
  for (const std::string& id : changes.removed)
    wanted.erase(id);
  for (const Observation& one : seen)
    take(one, wanted, changes);
  if (is_folder(path))
    write_folder(path, wanted, changes.removed);
  else
    write_file(path, wanted);
  return changes;
}

}  // namespace selfopt
