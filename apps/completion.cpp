#include "completion.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

#include <selfopt/error.hpp>

namespace selfopt::app {
namespace {

bool is_file(const CompletedOption& option) {
  constexpr std::array<std::string_view, 6> k_files{"FILE",  "PATH",  "FOLDER",
                                                    "MODEL", "INPUT", "ADVICE"};
  return std::ranges::find(k_files, option.value) != k_files.end();
}

// What the database is asked for when somebody presses the key.
std::string_view asked_of_database(const CompletedOption& option) {
  if (option.value == "SCHEMA") return "schemas";
  if (option.value == "TABLE") return "tables";
  return "";
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::islower(c) != 0 || c == '-' || c == '_';
  });
}

// The words among the values: of "SIZE|all" this is "all".
std::vector<std::string> words_of(const CompletedOption& option) {
  std::vector<std::string> words;
  std::string word;
  const auto take = [&] {
    if (is_word(word)) words.push_back(word);
    word.clear();
  };
  for (const char c : option.value)
    if (c == '|')
      take();
    else
      word += c;
  take();
  return words;
}

std::string joined(const std::vector<std::string>& words, std::string_view between = " ") {
  return fmt::format("{}", fmt::join(words, between));
}

// In single quotes, as all three shells read them; fish knows \' and \\ within, the others do not.
std::string quoted(std::string_view text, bool fish = false) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += fish ? "\\'" : "'\\''";
    else if (c == '\\' && fish)
      out += "\\\\";
    else
      out += c;
  }
  return out + "'";
}

std::string names_of(const std::vector<CompletedCommand>& commands) {
  std::string names;
  for (const CompletedCommand& command : commands)
    names += (names.empty() ? "" : " ") + command.name;
  return names;
}

std::string bash_values(const CompletedOption& option) {
  if (is_file(option)) return "_selfopt_files";
  if (const auto words = words_of(option); !words.empty())
    return "_selfopt_words " + quoted(joined(words));
  if (const auto asked = asked_of_database(option); !asked.empty())
    return fmt::format("_selfopt_asked {}", asked);
  return "COMPREPLY=()";
}

std::string bash_command(const CompletedCommand& command) {
  std::string options;
  std::string values;
  std::string words = "_selfopt_files";
  for (const CompletedOption& option : command.options) {
    if (option.names.empty()) {
      if (!words_of(option).empty()) words = bash_values(option);
      continue;
    }
    options += (options.empty() ? "" : " ") + joined(option.names);
    if (!option.value.empty())
      values += fmt::format("        {}) {}; return ;;\n", joined(option.names, " | "),
                            bash_values(option));
  }
  return fmt::format(R"(    {})
      case $before in
{}      esac
      if [[ $word == -* ]]; then _selfopt_words {}; else {}; fi ;;
)",
                     command.name, values, quoted(options), words);
}

std::string bash_script(const std::vector<CompletedCommand>& commands) {
  std::string script = R"sh(# bash completion for selfopt, made by "selfopt completion bash"
_selfopt_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }
_selfopt_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$word")
}
_selfopt_asked() { _selfopt_words "$(selfopt __complete "$1" "${COMP_WORDS[@]:1}" 2>/dev/null)"; }
_selfopt() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  # bash takes the = of --option=value for a word of its own
  if [[ $word == = ]]; then word=''; fi
  if [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if ((COMP_CWORD == 1)); then
    _selfopt_words ')sh" +
                       names_of(commands) +
                       R"sh( help completion --help --version'
    return
  fi
  case ${COMP_WORDS[1]} in
    help) _selfopt_words ')sh" +
                       names_of(commands) + R"sh(' ;;
    completion) _selfopt_words 'bash zsh fish' ;;
)sh";
  for (const CompletedCommand& command : commands)
    script += bash_command(command);
  return script + "  esac\n}\ncomplete -F _selfopt selfopt\n";
}

// A text within a specification of _arguments: brackets and colons have a meaning there.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_values(const CompletedOption& option) {
  const std::string message = ":" + zsh_text(option.value) + ":";
  if (is_file(option)) return message + "_files";
  if (const auto words = words_of(option); !words.empty())
    return message + "(" + joined(words) + ")";
  if (const auto asked = asked_of_database(option); !asked.empty())
    return fmt::format("{}_selfopt_{}", message, asked);
  return message + " ";
}

std::string zsh_command(const CompletedCommand& command) {
  std::string specifications;
  for (const CompletedOption& option : command.options) {
    const std::string values = option.value.empty() ? "" : zsh_values(option);
    if (option.names.empty()) {
      const bool one_of_words = !words_of(option).empty();
      if (one_of_words || is_file(option))
        specifications += " \\\n        " + quoted((one_of_words ? "1" : "*") + values);
      continue;
    }
    for (const std::string& name : option.names) {
      const std::string takes = option.value.empty() ? "" : name.starts_with("--") ? "=" : "+";
      specifications +=
          " \\\n        " + quoted("*" + name + takes + "[" + zsh_text(option.help) + "]" + values);
    }
  }
  return fmt::format("    {})\n      _arguments -s -S{} ;;\n", command.name, specifications);
}

std::string zsh_script(const std::vector<CompletedCommand>& commands) {
  std::string script = R"sh(#compdef selfopt
# zsh completion for selfopt, made by "selfopt completion zsh"
_selfopt_schemas() { compadd -- ${(f)"$(selfopt __complete schemas $words[2,-1] 2>/dev/null)"} }
_selfopt_tables() { compadd -- ${(f)"$(selfopt __complete tables $words[2,-1] 2>/dev/null)"} }
_selfopt() {
  local -a commands=(
)sh";
  for (const CompletedCommand& command : commands)
    script += "    " + quoted(command.name + ":" + zsh_text(command.summary)) + "\n";
  script += R"sh(    'help:Show the options of a command'
    'completion:Write a script that completes this command line'
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local chosen=$words[2]
  shift words
  ((CURRENT--))
  case $chosen in
    help) _describe command commands ;;
    completion) compadd bash zsh fish ;;
)sh";
  for (const CompletedCommand& command : commands)
    script += zsh_command(command);
  return script + R"sh(  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _selfopt "$@"; else compdef _selfopt selfopt; fi
)sh";
}

std::string fish_values(const CompletedOption& option) {
  if (is_file(option)) return " -r -F";
  if (const auto words = words_of(option); !words.empty()) return " -x -a " + quoted(joined(words));
  if (const auto asked = asked_of_database(option); !asked.empty())
    return fmt::format(" -x -a '(selfopt __complete {} (commandline -opc)[2..-1] 2>/dev/null)'",
                       asked);
  return " -x";
}

std::string fish_command(const CompletedCommand& command) {
  const std::string head =
      fmt::format("complete -c selfopt -n '__fish_seen_subcommand_from {}'", command.name);
  std::string lines = fmt::format("complete -c selfopt -n __fish_use_subcommand -f -a {} -d {}\n",
                                  command.name, quoted(command.summary, true));
  for (const CompletedOption& option : command.options) {
    std::string names;
    for (const std::string& name : option.names)
      names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + quoted(name.substr(1));
    if (option.names.empty()) {
      const auto words = words_of(option);
      if (!words.empty()) lines += head + " -f -a " + quoted(joined(words)) + "\n";
      continue;
    }
    lines += head + names + (option.value.empty() ? "" : fish_values(option)) + " -d " +
             quoted(option.help, true) + "\n";
  }
  return lines;
}

std::string fish_script(const std::vector<CompletedCommand>& commands) {
  std::string script = "# fish completion for selfopt, made by \"selfopt completion fish\"\n";
  for (const CompletedCommand& command : commands)
    script += fish_command(command);
  script +=
      "complete -c selfopt -n __fish_use_subcommand -f -a help -d 'Show the options of a "
      "command'\n"
      "complete -c selfopt -n __fish_use_subcommand -f -a completion "
      "-d 'Write a script that completes this command line'\n";
  script += fmt::format("complete -c selfopt -n '__fish_seen_subcommand_from help' -f -a {}\n",
                        quoted(names_of(commands)));
  return script +
         "complete -c selfopt -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh "
         "fish'\n";
}

}  // namespace

std::string completion_script(const std::string& shell,
                              const std::vector<CompletedCommand>& commands) {
  if (shell == "bash") return bash_script(commands);
  if (shell == "zsh") return zsh_script(commands);
  if (shell == "fish") return fish_script(commands);
  throw Error(ErrorKind::usage, fmt::format("unknown shell \"{}\"", shell), {},
              "Write selfopt completion bash, zsh or fish.");
}

}  // namespace selfopt::app
