#include <array>
#include <cstdio>
#include <ctime>
#include <mutex>

#include <selfopt/log.hpp>

#include "diag/progress.hpp"

namespace selfopt::log {
namespace {

Settings g_settings;
std::mutex g_mutex;
std::string g_context_name;
std::string g_context;

// The words a reader of psql or pg_dump knows; a notice needs none.
std::string_view label(Level level) {
  switch (level) {
    case Level::error:
      return "error: ";
    case Level::warning:
      return "warning: ";
    case Level::notice:
      return "";
    case Level::debug:
      return "debug: ";
  }
  return "";
}

std::string_view name(Level level) {
  switch (level) {
    case Level::error:
      return "error";
    case Level::warning:
      return "warning";
    case Level::notice:
      return "notice";
    case Level::debug:
      return "debug";
  }
  return "";
}

// Line breaks stay when they are ours to lay out (text format); everything else that could move
// the cursor or start an escape sequence is shown as \xNN.
std::string printable(std::string_view text, bool keep_line_breaks) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' && keep_line_breaks) {
      out += "\n  ";
    } else if (byte < 0x20 && c != '\t') {
      out += fmt::format("\\x{:02x}", byte);
    } else if (byte == 0x7f) {
      out += "\\x7f";
    } else {
      out += c;
    }
  }
  return out;
}

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string timestamp() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

std::string json_line(Level level, std::string_view message, const Error* error) {
  std::string line = fmt::format(R"({{"time":"{}","level":"{}")", timestamp(), name(level));
  if (!g_context.empty())
    line += fmt::format(R"(,"{}":{})", g_context_name, json_string(g_context));
  line += ",\"message\":" + json_string(message);
  if (error != nullptr && !error->detail().empty())
    line += ",\"detail\":" + json_string(error->detail());
  if (error != nullptr && !error->hint().empty()) line += ",\"hint\":" + json_string(error->hint());
  return line + "}\n";
}

std::string text_lines(Level level, std::string_view message, const Error* error) {
  const std::string context =
      g_context.empty() ? "" : fmt::format("[{} {}] ", g_context_name, g_context);
  std::string lines =
      fmt::format("selfopt: {}{}{}\n", context, label(level), printable(message, true));
  if (error != nullptr && !error->detail().empty())
    lines += fmt::format("DETAIL:  {}\n", printable(error->detail(), true));
  if (error != nullptr && !error->hint().empty())
    lines += fmt::format("HINT:  {}\n", printable(error->hint(), true));
  return lines;
}

void emit(Level level, std::string_view message, const Error* error) {
  if (!enabled(level)) return;
  const std::lock_guard lock(g_mutex);
  const std::string lines = g_settings.format == Format::json ? json_line(level, message, error)
                                                              : text_lines(level, message, error);
  const ProgressPause pause;  // takes the progress line away while we write
  std::fwrite(lines.data(), 1, lines.size(), stderr);
}

}  // namespace

void configure(Settings settings) {
  g_settings = settings;
}

Context::Context(std::string name, std::string value) {
  const std::lock_guard lock(g_mutex);
  g_context_name = std::move(name);
  g_context = std::move(value);
}

Context::~Context() {
  const std::lock_guard lock(g_mutex);
  g_context.clear();
}

bool enabled(Level level) {
  return level <= g_settings.level;
}

void write(Level level, std::string_view message) {
  emit(level, message, nullptr);
}

void write(const Error& error) {
  emit(Level::error, error.message(), &error);
}

}  // namespace selfopt::log
