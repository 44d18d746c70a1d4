#include "pg/conninfo.hpp"

#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <libpq-fe.h>

#include <selfopt/connect.hpp>
#include <selfopt/error.hpp>

namespace selfopt {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;
using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

// A network that drops everything must not hold a program for the hours that systems are set to: it
// connects for ten seconds, and a connection on which nothing arrives is given up after a minute.
const Settings k_patience{{"connect_timeout", "10"},
                          {"keepalives_idle", "30"},
                          {"keepalives_interval", "10"},
                          {"keepalives_count", "3"},
                          {"tcp_user_timeout", "60000"}};

bool looks_like_conninfo(const std::string& text) {
  return text.find('=') != std::string::npos || text.starts_with("postgresql://") ||
         text.starts_with("postgres://");
}

Settings parse(const std::string& text) {
  if (text.empty()) return {};
  if (!looks_like_conninfo(text)) return {{"dbname", text}};
  char* message = nullptr;
  const Options options(PQconninfoParse(text.c_str(), &message), PQconninfoFree);
  // libpq's message quotes the part it could not read, and that part may be the password.
  if (message != nullptr) PQfreemem(message);
  if (options == nullptr)
    throw Error(ErrorKind::usage, "the connection string could not be read",
                "Its text is not shown because it may contain a password.",
                "Write postgresql://USER@HOST:PORT/DATABASE or \"host=... dbname=...\"; in a URI, "
                "write special characters of a password as %XX.");
  Settings settings;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr) settings.emplace_back(option->keyword, option->val);
  return settings;
}

void set(Settings& settings, const std::string& keyword, const std::string& value) {
  for (auto& [known, known_value] : settings) {
    if (known != keyword) continue;
    known_value = value;
    return;
  }
  settings.emplace_back(keyword, value);
}

std::string join(const Settings& settings) {
  std::string text;
  for (const auto& [keyword, value] : settings) {
    if (!text.empty()) text += ' ';
    text += keyword + "='";
    for (const char c : value) {
      if (c == '\'' || c == '\\') text += '\\';
      text += c;
    }
    text += '\'';
  }
  return text;
}

std::string find(const Settings& settings, std::string_view keyword) {
  for (const auto& [known, value] : settings)
    if (known == keyword) return value;
  return {};
}

// What a service stands for is only known to libpq, once it connects; what is given beside it
// counts more.
std::string describe_service(const Settings& settings) {
  std::string text = fmt::format("service \"{}\"", find(settings, "service"));
  for (const auto& [keyword, said] :
       {std::pair{"dbname", "database"}, {"host", "host"}, {"port", "port"}, {"user", "user"}})
    if (const std::string value = find(settings, keyword); !value.empty())
      text += fmt::format(", {} \"{}\"", said, value);
  return text;
}

}  // namespace

std::string merge_conninfo(const ConnectionParts& parts) {
  Settings settings = parse(parts.dsn.value_or(""));
  if (parts.host) set(settings, "host", *parts.host);
  if (parts.port) set(settings, "port", *parts.port);
  if (parts.user) set(settings, "user", *parts.user);
  set(settings, "fallback_application_name", "selfopt");
  for (const auto& [keyword, value] : k_patience)
    if (find(settings, keyword).empty()) set(settings, keyword, value);
  return join(settings);
}

std::string describe_conninfo(const std::string& conninfo) {
  Settings settings = parse(conninfo);
  if (!find(settings, "service").empty()) return describe_service(settings);
  // With libpq's own defaults and environment, as a connection would see them.
  const Options defaults(PQconndefaults(), PQconninfoFree);
  for (const PQconninfoOption* option = defaults.get();
       option != nullptr && option->keyword != nullptr; ++option)
    if (option->val != nullptr && find(settings, option->keyword).empty())
      settings.emplace_back(option->keyword, option->val);
  const std::string user = find(settings, "user");
  std::string database = find(settings, "dbname");
  if (database.empty()) database = user;
  const std::string host = find(settings, "host");
  std::string text = fmt::format("database \"{}\"", database);
  if (host.empty() || host.front() == '/')
    text += host.empty() ? " on the local socket" : fmt::format(" on socket \"{}\"", host);
  else
    text += fmt::format(" on host \"{}\"", host);
  if (const std::string port = find(settings, "port"); !port.empty())
    text += fmt::format(", port {}", port);
  if (!user.empty()) text += fmt::format(", as user \"{}\"", user);
  return text;
}

namespace pg {

std::string with_setting(const std::string& conninfo, const std::string& keyword,
                         const std::string& value) {
  Settings settings = parse(conninfo);
  set(settings, keyword, value);
  return join(settings);
}

}  // namespace pg
}  // namespace selfopt
