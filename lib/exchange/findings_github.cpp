#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <selfopt/check.hpp>

namespace selfopt {
namespace {

constexpr std::size_t k_most_of_a_level = 10;

// What would end the command, or a property of it. (GitHub: "workflow commands".)
std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text)
    if (special.find(c) != std::string_view::npos)
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  return out;
}

std::string property(std::string_view text) {
  return escaped(text, "%\r\n:,");
}

std::string command(const CheckedQuery& query, const Finding& finding) {
  std::string message = query.id + ": " + finding.message;
  if (!finding.cause.empty()) message += "; likely cause: " + finding.cause;
  if (!finding.hint.empty()) message += "\n" + finding.hint;
  std::string place;
  if (!query.file.empty()) place = fmt::format("file={},", property(query.file));
  if (query.line > 0) place += fmt::format("line={},", query.line);
  const char* level = finding.level == Level::error     ? "error"
                      : finding.level == Level::warning ? "warning"
                                                        : "notice";
  return fmt::format("::{} {}title={}::{}\n", level, place, property("selfopt " + finding.rule),
                     escaped(message, "%\r\n"));
}

}  // namespace

std::string to_github(const Findings& findings) {
  std::string text;
  for (const Level level : {Level::error, Level::warning, Level::note}) {
    std::vector<std::pair<double, std::string>> commands;
    for (const CheckedQuery& query : findings.queries)
      for (const Finding& finding : query.findings)
        if (finding.level == level)
          commands.emplace_back(-change_ratio(query, findings.mode).value_or(0),
                                command(query, finding));
    std::ranges::stable_sort(commands, {}, &std::pair<double, std::string>::first);
    if (commands.size() > k_most_of_a_level) commands.resize(k_most_of_a_level);
    for (const auto& [ratio, one] : commands)
      text += one;
  }
  return text;
}

}  // namespace selfopt
