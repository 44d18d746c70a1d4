#pragma once

// For this room only.

#include <string>
#include <tuple>
#include <vector>

#include <pqxx/pqxx>

namespace selfopt::pg {

/// \returns the elements of an array of texts that are not null; none for NULL
inline std::vector<std::string> text_array(const pqxx::field& field) {
  std::vector<std::string> values;
  if (field.is_null()) return values;
  auto parser = field.as_array();
  for (auto [juncture, value] = parser.get_next(); juncture != pqxx::array_parser::juncture::done;
       std::tie(juncture, value) = parser.get_next())
    if (juncture == pqxx::array_parser::juncture::string_value) values.push_back(value);
  return values;
}

}  // namespace selfopt::pg
