#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>

/// Messages to the person at the terminal: always on standard error, never among the data.
namespace selfopt::log {

enum class Level { error, warning, notice, debug };
enum class Format { text, json };

/// What is shown. Set once, by main, before any thread starts.
struct Settings {
  Level level = Level::notice;   ///< the least important level still shown
  Format format = Format::text;  ///< json: one object a line, for log collectors
};
void configure(Settings settings);
bool enabled(Level level);

/// While one lives, every message says what it belongs to: `[cycle 12] ...` in text, a member of
/// its own in JSON. One at a time.
class Context {
 public:
  /// \param name  one word of ours, for example "cycle"
  Context(std::string name, std::string value);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

/// Writes one message of \p level. Control characters in \p message are escaped, so that text from
/// a file or a database cannot forge a second line.
void write(Level level, std::string_view message);

/// Writes an error with its detail and hint.
void write(const Error& error);

/// Something the user should look at; the work goes on.
template <typename... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}

/// What is being done. Hidden by -q.
template <typename... Args>
void notice(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::notice))
    write(Level::notice, fmt::format(format, std::forward<Args>(args)...));
}

/// How it is being done. Shown by -v.
template <typename... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::debug)) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace selfopt::log
