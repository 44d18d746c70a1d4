#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace selfopt::sql {

/// A query cut in two, so that the first part can be kept as a view and read with the second.
struct ViewParts {
  std::string body;  ///< up to ORDER BY, LIMIT, OFFSET or FETCH of the whole query
  std::string tail;  ///< the rest; may be empty
};

/// Cuts \p statement, one query. Without ORDER BY and LIMIT the rows of the body are the same; the
/// tail means the same behind SELECT * FROM (body), since only names of columns of the result and
/// their numbers stand in its ORDER BY.
/// \returns nullopt if something else stands there, rows depend on the order (DISTINCT ON) or are
///          locked (FOR UPDATE), or the statement has parameters
std::optional<ViewParts> cut_for_view(std::string_view statement);

/// \returns the words of \p statement that stand before a parenthesis, and those that are calls
///          without one (CURRENT_DATE, ...): in lower case, sorted, unique
std::vector<std::string> called_names(std::string_view statement);

}  // namespace selfopt::sql
