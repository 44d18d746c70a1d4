#include "recommend/gin_candidates.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

namespace selfopt::advisor {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view op, const std::array<std::string_view, N>& operators) {
  return std::ranges::find(operators, op) != operators.end();
}

constexpr std::array<std::string_view, 2> k_like{"~~", "~~*"};
constexpr std::array<std::string_view, 2> k_regex{"~", "~*"};
constexpr std::array<std::string_view, 3> k_jsonb_keys{"?", "?|", "?&"};
constexpr std::array<std::string_view, 3> k_jsonb_paths{"@>", "@?", "@@"};
constexpr std::array<std::string_view, 3> k_arrays{"@>", "<@", "&&"};

bool is_text(const std::string& type) {
  return type.starts_with("text") || type.starts_with("char") || type.starts_with("varchar");
}

// The text that SQL like '%it''s%' or 'x'::text writes down.
std::string unquoted(std::string_view constant) {
  std::string text;
  if (!constant.starts_with('\'')) return text;
  for (std::size_t i = 1; i < constant.size(); ++i) {
    if (constant[i] == '\'' && (i + 1 == constant.size() || constant[++i] != '\'')) break;
    text += constant[i];
  }
  return text;
}

// pg_trgm looks up runs of three characters of words, and pads words at their ends where no
// wildcard stands there; without a run it reads the whole index.
bool has_trigram(std::string_view pattern, bool is_like) {
  int run = 0;
  for (const char c : pattern) {
    const auto byte = static_cast<unsigned char>(c);
    const bool word = (std::isalnum(byte) != 0 || byte >= 0x80) && !(is_like && c == '_');
    run = word ? run + 1 : 0;
    if (run == 3) return true;
  }
  return false;
}

// A B-tree finds these.
bool begins_fixed(std::string_view op, std::string_view pattern) {
  return op == "~~" && !pattern.empty() && pattern.front() != '%' && pattern.front() != '_';
}

std::optional<GinCandidate> trigram_candidate(const TableAccess& access, const KeyAccess& use,
                                              const Catalog& catalog) {
  const auto extension = catalog.extensions.find("pg_trgm");
  const bool is_like = is_one_of(use.op, k_like);
  if (extension == catalog.extensions.end() || !(is_like || is_one_of(use.op, k_regex)))
    return std::nullopt;
  const bool bare = use.column != nullptr && use.sql == use.column->sql_name;
  if (bare && !is_text(use.column->type)) return std::nullopt;
  const bool known = use.operand == Operand::constant;
  if (!known && use.operand != Operand::parameter) return std::nullopt;
  const std::string pattern = unquoted(use.constant);
  if (known && (begins_fixed(use.op, pattern) || !has_trigram(pattern, is_like)))
    return std::nullopt;
  const std::string operator_class = extension->second + ".gin_trgm_ops";
  return GinCandidate{
      {access.table->sql_name, {{use.sql, operator_class, false}}, {}, std::nullopt, "gin"},
      use,
      known};
}

// The operator class that serves the operator on the type; empty is the type's default.
std::optional<std::string> container_class(const KeyAccess& use) {
  const std::string& type = use.column->type;
  const bool bare = use.sql == use.column->sql_name;
  if (type == "jsonb") {
    // ->> takes text out, which is no container.
    if (!bare && use.sql.find("->>") != std::string::npos) return std::nullopt;
    if (is_one_of(use.op, k_jsonb_keys)) return "";
    if (is_one_of(use.op, k_jsonb_paths)) return "jsonb_path_ops";
  }
  if (bare && type.ends_with("[]") && is_one_of(use.op, k_arrays)) return "";
  const bool vector = bare ? type == "tsvector" : use.sql.find("to_tsvector(") == 1;
  // With one argument to_tsvector depends on a setting, and no index can be made of that.
  if (vector && use.op == "@@" && (bare || use.sql.find(',') != std::string::npos)) return "";
  return std::nullopt;
}

std::optional<GinCandidate> container_candidate(const TableAccess& access, const KeyAccess& use) {
  if (use.column == nullptr) return std::nullopt;
  const auto operator_class = container_class(use);
  if (!operator_class) return std::nullopt;
  return GinCandidate{
      {access.table->sql_name, {{use.sql, *operator_class, false}}, {}, std::nullopt, "gin"},
      use,
      true};
}

std::string class_name(const std::string& operator_class) {
  return operator_class.substr(operator_class.rfind('.') + 1);
}

// PostgreSQL prints an operator class only if it is not the default. The default of jsonb serves
// all that jsonb_path_ops does.
bool serves(const Index& index, const IndexDefinition& wanted) {
  const IndexKey& key = wanted.keys.front();
  const bool inverted = index.method == "gin" || index.method == "gist";
  const std::string bare_key =
      key.sql.starts_with('(') ? key.sql.substr(1, key.sql.size() - 2) : key.sql;
  const bool has_key = std::ranges::any_of(
      index.keys, [&](const std::string& known) { return known == key.sql || known == bare_key; });
  if (!inverted || !index.valid || index.where || index.table != wanted.table || !has_key)
    return false;
  const auto prints = [&](std::string_view name) {
    return index.definition.find(name) != std::string::npos;
  };
  const std::string operators = class_name(key.operator_class);
  if (operators == "gin_trgm_ops") return prints("gin_trgm_ops") || prints("gist_trgm_ops");
  return !prints("_ops") || (!operators.empty() && prints(operators));
}

// Bytes of the index for each byte of the values. Of 100,000 rows: product names with pg_trgm 1.8,
// random hex digits with pg_trgm 3.3; documents of four members 0.85; arrays from 0.1 (few words,
// often repeated) to 2 (numbers that occur once); full text 1.
double bytes_for_byte(const IndexKey& key, const Column* column) {
  if (key.operator_class.ends_with("gin_trgm_ops")) return 2.5;
  return column != nullptr && column->type == "jsonb" ? 0.85 : 1;
}

}  // namespace

std::vector<GinCandidate> gin_candidates(const TableAccess& access, const Catalog& catalog) {
  std::vector<GinCandidate> candidates;
  for (const KeyAccess& use : access.uses) {
    if (use.under_or) continue;
    auto candidate = use.role == ColumnRole::like ? trigram_candidate(access, use, catalog)
                                                  : container_candidate(access, use);
    if (!candidate) continue;
    const bool exists = std::ranges::any_of(
        catalog.indexes, [&](const Index& index) { return serves(index, candidate->definition); });
    if (!exists) candidates.push_back(std::move(*candidate));
  }
  return candidates;
}

std::int64_t gin_size_bytes(const Catalog& catalog, const IndexDefinition& definition) {
  constexpr double k_page = 8192;
  const Table* table = find_table(catalog, definition.table);
  if (table == nullptr) return 0;
  double bytes = 2 * k_page;
  for (const IndexKey& key : definition.keys) {
    const auto named = [&](const Column& column) {
      return column.sql_name == key.sql || key.sql.find(column.sql_name) != std::string::npos;
    };
    const auto column = std::ranges::find_if(table->columns, named);
    const Column* found = column == table->columns.end() ? nullptr : &*column;
    const double width = found != nullptr && found->average_width > 0 ? found->average_width : 32;
    bytes += std::max(table->rows, 0.0) * width * bytes_for_byte(key, found);
  }
  return static_cast<std::int64_t>(bytes / k_page + 1) * static_cast<std::int64_t>(k_page);
}

}  // namespace selfopt::advisor
