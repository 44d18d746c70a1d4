#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace selfopt::sql {

/// Which constants of a statement become parameters.
struct Constants {
  std::vector<int> locations;  ///< byte offsets in the text where a constant begins, any order
  int highest_param = 0;       ///< the largest number of a $n that the text has itself
  bool all_strings = false;    ///< also every quoted string, wherever it stands
};

/// \returns \p statement on one line: comments left out, white space collapsed, lower case outside
///          quotes, and its constants as $1, $2, ... in the order of the text, from one above
///          the largest that it has itself
std::string write_normalized(std::string_view statement, Constants constants);

}  // namespace selfopt::sql
