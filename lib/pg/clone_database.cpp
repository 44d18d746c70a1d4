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
void make_database(Wire& wire, const std::string& name, const SchemaCopy& copy,
                   std::vector<std::string>& differences) {
  const std::string start =
      fmt::format("create database {0} owner {0} template template0 encoding {1}", name,
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

std::vector<std::string> make_clone_database(const Database& server, const std::string& name,
                                             const SchemaCopy& copy) {
  Wire wire(server);
  std::vector<std::string> differences;
  wire.execute(fmt::format("create role {} login", name));
  make_database(wire, name, copy, differences);
  for (const auto& [setting, value] : copy.settings) {
    const std::string reason =
        try_to(wire, fmt::format("alter database {} set {} = {}", name, setting,
                                 setting == "search_path" ? value : wire.quote_literal(value)));
    if (!reason.empty())
      differences.push_back(fmt::format("setting {} = {} is not known here", setting, value));
  }
  return differences;
}

std::vector<std::string> install_clone_extensions(const Database& as_superuser,
                                                  const SchemaCopy& copy) {
  Wire wire(as_superuser);
  const std::string name =
      wire.execute("select pg_catalog.current_database()").rows[0][0].value_or("");
  for (const SchemaObject& object : copy.objects)
    if (object.what.starts_with("schema ")) wire.execute(object.sql + " authorization " + name);
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
  for (const SchemaObject& extension : copy.extensions)
    if (const std::string reason = try_to(wire, extension.sql); !reason.empty())
      differences.push_back(fmt::format("{} is left out: {}", extension.what, reason));
  return differences;
}

}  // namespace selfopt::pg
