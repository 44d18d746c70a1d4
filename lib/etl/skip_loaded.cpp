#include "etl/skip_loaded.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/log.hpp>

namespace selfopt::etl {
namespace {

std::string content_hash(const InputFile& file) {
  const auto source = open_source(file);
  std::string buffer(std::size_t{1} << 20, '\0');
  while (source->read(buffer.data(), buffer.size()) > 0) {
  }
  return fmt::format("{:016x}", source->hash());
}

// How many of the latest loads are looked at: to replace, as many as there are files.
std::vector<pg::EarlierLoad> loads_that_count(pg::Wire& wire, const pg::TargetName& name,
                                              std::size_t files, const LoadOptions& options,
                                              const std::string& options_json) {
  auto loads = pg::earlier_loads(wire, name, options_json);
  if (options.if_exists == IfExists::replace) loads.resize(std::min(loads.size(), files));
  return loads;
}

LoadReport skipped(const pg::TargetName& name, const InputFile& file,
                   const pg::EarlierLoad& earlier) {
  log::notice("{}: unchanged since it was loaded at {}; skipped", file.path, earlier.loaded_at);
  LoadReport report;
  report.file = file.path;
  report.table = name.schema + "." + name.table;
  report.loaded = true;
  report.skipped = true;
  report.bytes = size_of(file);
  return report;
}

}  // namespace

std::vector<LoadReport> take_out_loaded(pg::Wire& wire, const pg::TargetName& name,
                                        std::vector<InputFile>& files, const LoadOptions& options,
                                        const std::string& options_json) {
  const auto loads = loads_that_count(wire, name, files.size(), options, options_json);
  std::vector<InputFile> wanted;
  std::vector<std::pair<const InputFile*, const pg::EarlierLoad*>> known;
  for (const InputFile& file : files) {
    const auto found = std::ranges::find(loads, content_hash(file), &pg::EarlierLoad::content_hash);
    if (found == loads.end())
      wanted.push_back(file);
    else
      known.emplace_back(&file, &*found);
  }
  const bool keeps_others = options.if_exists != IfExists::replace;
  if (!keeps_others && (!wanted.empty() || loads.size() != files.size())) return {};
  std::vector<LoadReport> reports;
  for (const auto& [file, earlier] : known)
    reports.push_back(skipped(name, *file, *earlier));
  files = std::move(wanted);
  return reports;
}

}  // namespace selfopt::etl
