#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace selfopt::sql {

/// A statement whose parameters have been replaced.
struct ReplacedParameters {
  struct Place {
    int number = 0;
    std::size_t begin = 0;  ///< byte offset in the text
    std::size_t end = 0;
  };
  std::string text;
  std::vector<Place> places;  ///< where each parameter's value stands now
};

/// Replaces each `$n` outside quotes and comments by the SQL that \p value gives for n.
/// \param several what stands in place of `in ($1 /*, ... */)`, the form in which PostgreSQL 18
///                writes a list of any length
ReplacedParameters replace_parameters(std::string_view statement,
                                      const std::function<std::string(int number)>& value,
                                      const std::function<std::string(int number)>& several);

}  // namespace selfopt::sql
