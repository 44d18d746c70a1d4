#include "pg/index_density.hpp"

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "pg/session_query.hpp"

namespace selfopt::pg {

std::optional<IndexDensity> read_index_density(Session& session,
                                               const std::string& extension_schema,
                                               const std::string& index) {
  try {
    const auto found = run(session,
                           fmt::format("select leaf_pages, avg_leaf_density / 100,"
                                       " empty_pages + deleted_pages"
                                       " from {}.pgstatindex($1::regclass)",
                                       extension_schema),
                           index);
    // An index of one page without rows has a density that is no number.
    const double leaf_pages = found[0][0].as<double>();
    return IndexDensity{leaf_pages, leaf_pages > 0 ? found[0][1].as<double>() : 0,
                        found[0][2].as<double>()};
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::debug("index {} cannot be measured: {}", index, error.message());
    return std::nullopt;
  }
}

}  // namespace selfopt::pg
