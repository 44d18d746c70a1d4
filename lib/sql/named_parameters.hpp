#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace selfopt::sql {

/// A statement whose `:name` have become `$1`, `$2`, ...
struct NumberedParameters {
  std::string text;
  std::vector<std::string> names;  ///< of $1, $2, ... ; each name once
};

/// Replaces `:name` outside quotes and comments, as psql, yesql and others write parameters. A cast
/// (`::type`) and a slice (`[1:2]`) stay.
NumberedParameters number_parameters(std::string_view statement);

}  // namespace selfopt::sql
