#pragma once

// For this room only.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pqxx/pqxx>

namespace selfopt::pg {

/// \param text  an array of one dimension, as the server writes it: {a,"b c",NULL}
/// \returns its elements; nothing for those that are null
std::vector<std::optional<std::string>> array_elements_or_nulls(std::string_view text);
/// \returns its elements that are not null
std::vector<std::string> array_elements(std::string_view text);

/// \returns the elements of an array of texts that are not null; none for NULL
// libpqxx 6 and 7 have no way to read an array in common that is not deprecated in one of them.
inline std::vector<std::string> text_array(const pqxx::field& field) {
  if (field.is_null()) return {};
  return array_elements({field.c_str(), field.size()});
}

/// \returns all elements of an array of texts; none for NULL
inline std::vector<std::optional<std::string>> text_array_with_nulls(const pqxx::field& field) {
  if (field.is_null()) return {};
  return array_elements_or_nulls({field.c_str(), field.size()});
}

}  // namespace selfopt::pg
