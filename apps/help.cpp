#include "help.hpp"

#include <algorithm>
#include <sstream>

namespace selfopt::app {
namespace {

constexpr std::size_t k_help_column = 34;
constexpr std::size_t k_help_width = 96;

// The text behind its option, broken at the usual width: CLI11 leaves it as one line.
std::string wrapped(std::size_t used, const std::string& text) {
  std::string out;
  if (used + 2 > k_help_column) {
    out += '\n';
    used = 0;
  }
  out += std::string(k_help_column - used, ' ');
  std::size_t column = k_help_column;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (column > k_help_column && column + 1 + word.size() > k_help_width) {
      out += '\n' + std::string(k_help_column, ' ');
      column = k_help_column;
    } else if (column > k_help_column) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out + '\n';
}

}  // namespace

Help::Help() {
  column_width(k_help_column);
}

std::string Help::make_usage(const CLI::App* app, std::string name) const {
  std::string usage = "Usage: " + name;
  if (!app->get_subcommands({}).empty()) return usage + " COMMAND [OPTIONS] [INPUT...]\n";
  usage += " [OPTIONS]";
  for (const CLI::Option* option :
       app->get_options([](const CLI::Option* o) { return o->get_positional(); }))
    usage += " [" + option->get_name() + (option->get_expected_max() > 1 ? "...]" : "]");
  return usage + "\n";
}

std::string Help::make_option_opts(const CLI::Option* option) const {
  return option->get_option_text().empty() ? "" : " " + option->get_option_text();
}

std::string Help::make_option_name(const CLI::Option* option, bool positional) const {
  if (positional) return option->get_name(true);
  std::string names;
  for (const std::string& name : option->get_snames())
    names += "-" + name + ", ";
  if (names.empty()) names = "    ";
  for (const std::string& name : option->get_lnames())
    names += "--" + name + ", ";
  return names.substr(0, names.size() - 2);
}

std::string Help::make_option(const CLI::Option* option, bool positional) const {
  const std::string head =
      "  " + make_option_name(option, positional) + (positional ? "" : make_option_opts(option));
  return head + wrapped(head.size(), make_option_desc(option));
}

std::string Help::make_subcommand(const CLI::App* sub) const {
  const std::string head = "  " + sub->get_name();
  std::string line =
      head + std::string(std::max<std::size_t>(14, head.size() + 2) - head.size(), ' ');
  return line + sub->get_description() + "\n";
}

}  // namespace selfopt::app
