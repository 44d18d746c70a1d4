#include "exchange/catalog_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

namespace selfopt::exchange {
namespace {

using Json = nlohmann::json;

constexpr std::string_view k_schema = "selfopt.catalog/1";

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::input, where + " " + what, {},
              "man selfopt-formats describes the document and has a query that makes it.");
}

const Json& member(const Json& object, const char* key, const std::string& where) {
  if (!object.is_object()) fail(where, "is not an object");
  const auto found = object.find(key);
  if (found == object.end()) fail(where, fmt::format("has no \"{}\"", key));
  return *found;
}

std::string text(const Json& object, const char* key, const std::string& where) {
  const Json& value = member(object, key, where);
  if (!value.is_string()) fail(where, fmt::format("has a \"{}\" that is not a string", key));
  return value.get<std::string>();
}

std::vector<std::string> texts(const Json& object, const char* key, const std::string& where) {
  const Json& list = member(object, key, where);
  std::vector<std::string> result;
  for (const Json& value : list)
    if (value.is_string()) result.push_back(value.get<std::string>());
  if (!list.is_array() || result.size() != list.size())
    fail(where, fmt::format("has a \"{}\" that is not a list of strings", key));
  return result;
}

Table read_table(const Json& object, const std::string& where) {
  Table table;
  table.schema = text(object, "schema", where);
  table.name = text(object, "name", where);
  for (std::string& name : texts(object, "columns", where)) {
    table.columns.emplace_back();
    table.columns.back().name = std::move(name);
  }
  return table;
}

}  // namespace

Catalog read_catalog_json(std::string_view json, const std::string& where) {
  const Json document = Json::parse(json, nullptr, false);
  if (document.is_discarded()) fail(where, "is not JSON");
  if (const std::string schema = text(document, "schema", where); schema != k_schema)
    fail(where, fmt::format("has schema \"{}\", not \"{}\"", schema, k_schema));
  Catalog catalog;
  catalog.search_path = document.contains("search_path") ? texts(document, "search_path", where)
                                                         : std::vector<std::string>{"public"};
  const Json& tables = member(document, "tables", where);
  if (!tables.is_array()) fail(where, "has a \"tables\" that is not a list");
  for (std::size_t i = 0; i < tables.size(); ++i)
    catalog.tables.push_back(read_table(tables[i], fmt::format("{}: tables[{}]", where, i)));
  return catalog;
}

}  // namespace selfopt::exchange
