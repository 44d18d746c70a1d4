#include "literals/forms.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

namespace selfopt::literals {
namespace {

using sql::Parameter;
using sql::ParameterRole;

constexpr const char* k_date = "2024-01-01";
constexpr const char* k_span = "30 days";
// A range that is given by two bounds covers this share of a column's values.
constexpr double k_range_share = 0.05;

bool is_number(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  bool digits = false;
  bool point = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digits = true;
    else if (c == '.' && !point)
      point = true;
    else
      return false;
  }
  return digits;
}

Literal bare(std::string text) {
  // A sign of its own would grow together with an operator before it.
  std::string sql = text.starts_with('-') ? "(" + text + ")" : text;
  return {std::move(text), std::move(sql)};
}
Literal quoted(std::string text) {
  std::string sql = quote(text);
  return {std::move(text), std::move(sql)};
}
Literal typed(std::string text, std::string_view type) {
  std::string sql = quote(text) + "::" + std::string(type);
  return {std::move(text), std::move(sql)};
}

void add(Forms& forms, Literal literal) {
  if (std::ranges::find(forms, literal) == forms.end()) forms.push_back(std::move(literal));
}

// What to try when nothing better is known or nothing else was right.
void add_guesses(Forms& forms) {
  add(forms, bare("1"));
  add(forms, quoted("a"));
  add(forms, typed(k_span, "interval"));
  add(forms, typed(k_date, "timestamp"));
  add(forms, quoted(k_date));
  add(forms, quoted("{}"));
  add(forms, {"true", "true"});
  add(forms, {std::nullopt, "null"});
}

// The usual value of a type, by its oid in pg_type.dat.
std::optional<Literal> usual_of_type(std::uint32_t oid) {
  switch (oid) {
    case 20:    // int8
    case 21:    // int2
    case 23:    // int4
    case 26:    // oid
    case 700:   // float4
    case 701:   // float8
    case 1700:  // numeric
      return bare("1");
    case 16:  // bool
      return Literal{"true", "true"};
    case 1082:  // date
    case 1114:  // timestamp
    case 1184:  // timestamptz
      return quoted(k_date);
    case 1083:  // time
      return quoted("12:00");
    case 1186:  // interval
      return quoted(k_span);
    case 114:   // json
    case 3802:  // jsonb
      return quoted("{}");
    case 2950:  // uuid
      return quoted("00000000-0000-0000-0000-000000000000");
    case 25:  // text, but also what the server makes of what it does not know
    default:
      return std::nullopt;
  }
}

bool is_date_type(std::string_view type) {
  return type == "date" || type == "timestamp" || type == "timestamptz";
}

std::string cut_utf8(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U)
    --bytes;
  return text.substr(0, bytes);
}

// LIKE: what begins like the value, which is what an index can help with.
std::string prefix_pattern(const std::string& value) {
  std::string pattern;
  for (const char c : cut_utf8(value, std::max<std::size_t>(3, value.size() / 2))) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

std::string array_of(const std::vector<std::string>& values) {
  std::string text = "{";
  for (const std::string& value : values) {
    if (text.size() > 1) text += ',';
    text += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  return text + "}";
}

// The column is compared after a function has changed it: lower(email) = $1.
std::string through_function(std::string value, const Parameter& parameter, char category) {
  if (parameter.function == "lower" || parameter.function == "upper")
    std::ranges::transform(value, value.begin(), [&](char c) {
      const bool up = parameter.function == "upper";
      if (up ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z') return static_cast<char>(c ^ 0x20);
      return c;
    });
  constexpr std::size_t k_date_characters = 10;
  if (category == 'D' && (parameter.function == "date_trunc" || parameter.function == "date"))
    value = value.substr(0, k_date_characters);
  return value;
}

bool is_less(const std::string& left, const std::string& right, char category) {
  if (category != 'N') return left < right;  // dates are in ISO form
  return std::strtod(left.c_str(), nullptr) < std::strtod(right.c_str(), nullptr);
}

// A bound: at \p position (0 to 1) among the values in their order.
std::optional<std::string> at_position(const pg::ColumnValues& column, double position) {
  std::vector<std::string> sorted = column.bounds;
  if (sorted.empty()) {
    sorted = column.common;
    std::ranges::sort(sorted, [&](const std::string& left, const std::string& right) {
      return is_less(left, right, column.category);
    });
  }
  if (sorted.empty()) return std::nullopt;
  const double last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(std::lround(std::clamp(position, 0.0, 1.0) * last))];
}

std::optional<std::string> draw_for(const Parameter& parameter, const pg::ColumnValues& column,
                                    double span, Likelihood likelihood, env::Random& random) {
  std::optional<std::string> value;
  switch (parameter.role) {
    case ParameterRole::at_least:
      value = at_position(column, span);
      break;
    case ParameterRole::at_most:
      value = at_position(column, span + k_range_share);
      break;
    case ParameterRole::any_of: {
      constexpr int k_elements = 3;
      std::vector<std::string> values;
      for (int i = 0; i < k_elements; ++i)
        if (auto one = draw(column, likelihood, random)) values.push_back(*one);
      if (values.empty()) return std::nullopt;
      return array_of(values);
    }
    default:
      value = draw(column, likelihood, random);
  }
  if (!value) return std::nullopt;
  *value = through_function(std::move(*value), parameter, column.category);
  return parameter.role == ParameterRole::pattern ? prefix_pattern(*value) : value;
}

Forms forms_of_text(const std::string& value, const Parameter& parameter, const Hints& hints) {
  Forms forms;
  const char category = hints.column == nullptr ? 'X' : hints.column->category;
  const bool may_be_bare = is_number(value) && parameter.type.empty() &&
                           parameter.role != ParameterRole::pattern &&
                           (hints.column == nullptr || category == 'N');
  // date + $1: on the right of an operator a value of the column's own type is seldom meant.
  const bool difference = parameter.nested && category == 'D' && parameter.type.empty();
  if (difference && parameter.position == 1) {
    add(forms, bare("30"));
    add(forms, typed(k_span, "interval"));
  }
  if (may_be_bare) add(forms, bare(value));
  if (difference) add(forms, typed(value, hints.column->type));
  add(forms, quoted(value));
  if (hints.column != nullptr && parameter.role != ParameterRole::any_of)
    add(forms, typed(value, hints.column->type));
  return forms;
}

std::optional<Literal> usual_argument(const Parameter& parameter) {
  constexpr std::array<std::string_view, 2> k_formatted{"to_char", "to_date"};
  constexpr std::array<std::string_view, 2> k_shares{"percentile_cont", "percentile_disc"};
  constexpr std::array<std::string_view, 12> k_texts{
      "replace",     "translate",      "concat",         "concat_ws",    "strpos", "position",
      "starts_with", "regexp_replace", "regexp_matches", "regexp_match", "format", "btrim"};
  const std::string_view name = parameter.function;
  if (std::ranges::find(k_formatted, name) != k_formatted.end())
    return quoted(name == "to_char" || parameter.position == 1 ? "YYYY-MM-DD" : k_date);
  if (std::ranges::find(k_shares, name) != k_shares.end()) return bare("0.5");
  if (std::ranges::find(k_texts, name) != k_texts.end()) return quoted("a");
  if (name == "ntile") return bare("4");
  if (name == "string_agg" && parameter.position == 1) return quoted(", ");
  if (name == "split_part" && parameter.position == 1) return quoted(" ");
  if (name == "timezone") return quoted("UTC");
  return std::nullopt;
}

std::optional<Literal> usual_by_type_name(const std::string& type) {
  if (type.empty()) return std::nullopt;
  if (type == "interval unit") return quoted("1");
  if (type == "interval") return quoted(k_span);
  if (is_date_type(type)) return quoted(k_date);
  if (type == "time") return quoted("12:00");
  if (type == "bool") return quoted("true");
  if (type == "json" || type == "jsonb" || type.ends_with("[]")) return quoted("{}");
  if (type == "uuid") return quoted("00000000-0000-0000-0000-000000000000");
  if (type == "text" || type == "varchar" || type == "bpchar") return quoted("a");
  return quoted("1");
}

std::optional<Literal> usual_by_place(const Parameter& parameter, const Hints& hints) {
  constexpr std::array<std::string_view, 9> k_text_operators{"->", "->>", "#>", "#>>", "||",
                                                             "~~", "~",   "?",  "~~*"};
  switch (parameter.role) {
    case ParameterRole::limit:
      return bare(fmt::format("{:.0f}", std::max(1.0, hints.rows.value_or(20))));
    case ParameterRole::offset:
      return bare("0");
    case ParameterRole::field:
      return parameter.function == "date_bin" ? quoted("1 day") : quoted("month");
    case ParameterRole::argument:
      return usual_argument(parameter);
    case ParameterRole::condition:
      if (std::ranges::find(k_text_operators, parameter.op) != k_text_operators.end())
        return quoted("a");
      return std::nullopt;
    case ParameterRole::pattern:
      return quoted("a%");
    case ParameterRole::any_of:
      return quoted("{}");
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string quote(const std::string& text) {
  const bool escapes = text.find('\\') != std::string::npos;
  std::string sql = escapes ? "E'" : "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') sql += c;
    sql += c;
  }
  return sql += '\'';
}

std::optional<std::string> draw(const pg::ColumnValues& column, Likelihood likelihood,
                                env::Random& random) {
  if (likelihood == Likelihood::equal && !column.common.empty()) {
    const std::size_t at = random.below(column.common.size() + column.bounds.size());
    return at < column.common.size() ? column.common[at] : column.bounds[at - column.common.size()];
  }
  double common_share = 0;
  for (const double share : column.frequencies)
    common_share += share;
  const double bounded_share = column.bounds.empty() ? 0 : std::max(0.0, 1 - common_share);
  double at = random.uniform() * (common_share + bounded_share);
  if (column.bounds.empty() || at < common_share) {
    for (std::size_t i = 0; i < column.common.size(); ++i) {
      at -= column.frequencies[i];
      if (at < 0) return column.common[i];
    }
    if (!column.common.empty()) return column.common.back();
  }
  if (column.bounds.empty()) return std::nullopt;
  return column.bounds[random.below(column.bounds.size())];
}

Forms forms_of_known(const std::optional<std::string>& value, const Parameter& parameter,
                     const Hints& hints) {
  if (!value) return {{std::nullopt, "null"}};
  Forms forms = forms_of_text(*value, parameter, hints);
  if (is_number(*value)) add(forms, bare(*value));
  for (const char* type : {"interval", "timestamp", "date", "numeric", "text"})
    add(forms, typed(*value, type));
  return forms;
}

Forms forms_of_unknown(const Parameter& parameter, const Hints& hints, double span,
                       Likelihood likelihood, env::Random& random) {
  Forms forms;
  const bool other_type =
      parameter.type.starts_with("interval") ||
      (hints.column != nullptr && is_date_type(parameter.type) && hints.column->category != 'D');
  if (hints.column != nullptr && !other_type)
    if (const auto value = draw_for(parameter, *hints.column, span, likelihood, random))
      forms = forms_of_text(*value, parameter, hints);
  if (auto usual = usual_by_type_name(parameter.type)) add(forms, std::move(*usual));
  if (auto usual = usual_by_place(parameter, hints)) add(forms, std::move(*usual));
  if (auto usual = usual_of_type(hints.type)) add(forms, std::move(*usual));
  add_guesses(forms);
  return forms;
}

}  // namespace selfopt::literals
