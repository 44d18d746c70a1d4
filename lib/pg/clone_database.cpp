#include "pg/clone_database.hpp"

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "pg/wire.hpp"

namespace selfopt::pg {
namespace {

// \returns the server's reason if it refuses, "" if it does what it is told
std::string try_to(Wire& wire, const std::string& sql) {
  try {
    wire.execute(sql);
    return {};
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || !wire.alive()) throw;
    return error.message();
  }
}

// The order of texts decides which indexes serve LIKE 'x%'. Where this machine lacks the original's
// rules, those of ICU take their place: only C has the order of bytes.
void make_database(Wire& wire, const SchemaCopy& copy, std::vector<std::string>& differences) {
  const std::string start =
      fmt::format("create database {0} owner {0} template template0 encoding {1}", k_clone,
                  wire.quote_literal(copy.encoding));
  const std::string icu = " locale_provider icu icu_locale {} lc_collate 'C' lc_ctype 'C'";
  if (!copy.icu_locale.empty() &&
      try_to(wire, start + fmt::format(fmt::runtime(icu), wire.quote_literal(copy.icu_locale)))
          .empty())
    return;
  if (copy.icu_locale.empty() && try_to(wire, start + fmt::format(" lc_collate {} lc_ctype {}",
                                                                  wire.quote_literal(copy.collate),
                                                                  wire.quote_literal(copy.ctype)))
                                     .empty())
    return;
  const std::string wanted = copy.icu_locale.empty() ? copy.collate : copy.icu_locale;
  if (try_to(wire, start + fmt::format(fmt::runtime(icu), "'und'")).empty()) {
    differences.push_back(
        fmt::format("texts are sorted by ICU's rules, for \"{}\" is not known here", wanted));
    return;
  }
  wire.execute(start + " lc_collate 'C' lc_ctype 'C'");
  differences.push_back(fmt::format(
      "texts are sorted by bytes, for \"{}\" is not known here: indexes may seem to serve LIKE",
      wanted));
}

}  // namespace

std::vector<std::string> make_clone_database(const Database& server, const SchemaCopy& copy) {
  Wire wire(server);
  std::vector<std::string> differences;
  wire.execute(fmt::format("create role {} login", k_clone));
  make_database(wire, copy, differences);
  return differences;
}

std::vector<std::string> set_up_clone(const Database& as_owner, const SchemaCopy& copy) {
  Wire wire(as_owner);
  std::vector<std::string> differences;
  const auto set = [&](const std::string& setting, const std::string& value) {
    return try_to(wire, fmt::format("alter database {} set {} = {}", k_clone,
                                    wire.quote_name(setting), value));
  };
  for (const auto& [setting, value, changed] : copy.settings)
    if (!set(setting, wire.quote_literal(value)).empty() && changed)
      differences.push_back(fmt::format("setting {} = {} is not known here", setting, value));
  std::string path;
  for (const std::string& schema : copy.search_path)
    path += (path.empty() ? "" : ", ") + wire.quote_name(schema);
  if (!path.empty()) set("search_path", path);
  return differences;
}

std::vector<std::string> install_clone_extensions(const Database& as_superuser,
                                                  const SchemaCopy& copy) {
  Wire wire(as_superuser);
  for (const std::string& schema : copy.schemas)
    wire.execute(fmt::format("create schema if not exists {} authorization {}",
                             wire.quote_name(schema), k_clone));
  wire.execute("create schema selfopt");
  wire.execute("grant usage on schema selfopt to public");
  if (const std::string reason = try_to(wire, "create extension hypopg with schema selfopt");
      !reason.empty())
    throw Error(
        ErrorKind::refused,
        "extension \"hypopg\" is not installed on this machine, so a clone could try out no index",
        reason,
        fmt::format("Install it with \"apt-get install postgresql-{}-hypopg\".",
                    wire.server_version() / 10000));
  std::vector<std::string> differences;
  for (const auto& [extension, schema] : copy.extensions)
    if (const std::string reason =
            try_to(wire, fmt::format("create extension if not exists {} with schema {} cascade",
                                     wire.quote_name(extension), wire.quote_name(schema)));
        !reason.empty())
      differences.push_back(fmt::format("extension \"{}\" is left out: {}", extension, reason));
  return differences;
}

}  // namespace selfopt::pg
