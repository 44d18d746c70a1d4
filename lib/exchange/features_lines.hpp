#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/workload.hpp>

/// Features lines, as JSON or CSV (man selfopt-formats): what was read from a statement, and the
/// members of the Workload line that it came from.
namespace selfopt::exchange {

/// Which fields are written.
class FeaturesLines {
 public:
  /// \param fields names in any order; empty: all of JSON; for CSV all of the features, and calls,
  ///               total_ms and mean_ms
  /// \throws Error{usage} for a name that is no field
  explicit FeaturesLines(std::vector<std::string> fields);

  /// \returns one JSON object and a line end.
  std::string json(const Features& features, const WorkloadQuery& query) const;

  std::string csv_header() const;
  std::string csv(const Features& features, const WorkloadQuery& query) const;

 private:
  bool wanted(std::string_view name) const;
  bool wanted_in_csv(std::string_view name, bool is_feature) const;
  std::vector<std::string> m_fields;
};

}  // namespace selfopt::exchange
