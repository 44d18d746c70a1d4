#include "exchange/readable_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>

#include <nlohmann/json.hpp>

#include "exchange/json_text.hpp"

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

constexpr double k_decimals = 1000;

void write_scalar(const Json& value, std::string& out) {
  if (value.is_number_float())
    append_json_number(out, std::round(value.get<double>() * k_decimals) / k_decimals);
  else if (value.is_string())
    append_json_string(out, value.get_ref<const std::string&>());
  else
    out += value.dump();
}

bool is_flat(const Json& value) {
  return std::ranges::none_of(value, [](const Json& part) { return part.is_structured(); });
}

// A list of texts is the lines of a statement: one line each.
bool is_list_of_texts(const Json& value) {
  return value.is_array() &&
         std::ranges::any_of(value, [](const Json& part) { return part.is_string(); });
}

void write(const Json& value, std::size_t depth, bool may_be_flat, std::string& out) {
  if (!value.is_structured()) return write_scalar(value, out);
  const bool flat = value.empty() || (may_be_flat && is_flat(value) && !is_list_of_texts(value));
  const std::string_view brackets = value.is_object() ? "{}" : "[]";
  const auto new_line = [&](std::size_t at) {
    if (!flat) out += "\n" + std::string(2 * at, ' ');
  };
  out += brackets[0];
  bool first = true;
  for (const auto& [key, part] : value.items()) {
    if (!first) out += flat ? ", " : ",";
    first = false;
    new_line(depth + 1);
    if (value.is_object()) {
      append_json_string(out, key);
      out += ": ";
    }
    write(part, depth + 1, true, out);
  }
  new_line(depth);
  out += brackets[1];
}

}  // namespace

std::string readable_json(const Json& document) {
  std::string out;
  write(document, 0, false, out);
  return out + "\n";
}

}  // namespace selfopt::exchange
