#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace selfopt::app {

/// What runs a command once its options are read. \returns the exit status.
using Runner = std::function<int()>;

/// The options of one command: a face on CLI11, so that few files have to compile it and every
/// option is declared, documented, read from the environment and completed in one way.
///
/// An option with a value can also be given as SELFOPT_NAME in the environment and as `name = ...`
/// in the configuration file. `names` are CLI11's: "-o,--output".
class CommandLine {
 public:
  explicit CommandLine(CLI::App& app) : m_app(&app) {}

  /// One sentence for the list of commands and the top of the help.
  void summary(const std::string& text);
  /// A command as a user would type it, shown under "Examples:" in the help.
  void example(const std::string& command, const std::string& what_it_does);
  /// Options declared from here on stand under this heading in the help.
  void section(const std::string& title) { m_section = title; }

  void flag(const std::string& names, bool& target, const std::string& help);
  void option(const std::string& names, const std::string& value, std::string& target,
              const std::string& help);
  void option(const std::string& names, const std::string& value,
              std::optional<std::string>& target, const std::string& help);
  void option(const std::string& names, const std::string& value, std::int64_t& target,
              const std::string& help);
  void option(const std::string& names, const std::string& value,
              std::optional<std::int64_t>& target, const std::string& help);
  void option(const std::string& names, const std::string& value, double& target,
              const std::string& help);
  void option(const std::string& names, const std::string& value, std::optional<double>& target,
              const std::string& help);
  /// May be given several times.
  void option(const std::string& names, const std::string& value, std::vector<std::string>& target,
              const std::string& help);
  /// A size such as 64MB, read into bytes.
  void bytes(const std::string& names, std::optional<std::int64_t>& target,
             const std::string& help);
  /// A size, or the word "all".
  void bytes_or_all(const std::string& names, std::optional<std::int64_t>& target, bool& all,
                    const std::string& help);
  /// A time such as 30s, read into milliseconds.
  void duration(const std::string& names, double& target_ms, const std::string& help);
  /// One of a few words.
  void choice(const std::string& names, std::string& target,
              const std::vector<std::string>& allowed, const std::string& help);

  /// The files a command reads, or other words after its options.
  void positional(const std::string& name, std::vector<std::string>& target,
                  const std::string& help);
  void positional(const std::string& name, std::string& target, const std::string& help);
  /// \param words a shell completes; which are allowed is for the command to say
  void positional(const std::string& name, const std::vector<std::string>& words,
                  std::string& target, const std::string& help);

 private:
  CLI::Option* finish(CLI::Option* option, const std::string& value, bool from_environment);

  CLI::App* m_app;
  std::string m_section;
};

/// Reads the command line, the environment and the configuration file again, into the same targets;
/// what is not given there any more keeps its value. For a command that runs for long.
/// \throws Error{usage}
void reread_options();

/// Reads the command line, runs the command, and turns what goes wrong into messages.
/// \returns the exit status of the program
int run_command_line(int argc, char** argv);

}  // namespace selfopt::app
