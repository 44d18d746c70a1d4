#pragma once

#include <optional>
#include <string>

#include "pg/session.hpp"

namespace selfopt::pg {

/// How full a B-tree's pages are, measured.
struct IndexDensity {
  double leaf_pages = 0;
  double leaf_density = 0;  ///< share of a leaf page that is in use, 0 to 1, on average
  double unused_pages = 0;  ///< empty or deleted ones
};

/// Reads the whole B-tree \p index (schema-qualified, quoted) with pgstattuple.
/// \param extension_schema where pgstattuple is installed, quoted
/// \returns nullopt if this user may not, or it takes longer than the session allows
/// \throws Error::interrupted
std::optional<IndexDensity> read_index_density(Session& session,
                                               const std::string& extension_schema,
                                               const std::string& index);

}  // namespace selfopt::pg
