#pragma once

#include <string_view>

#include <selfopt/nouns/watch_status.hpp>

namespace selfopt::exchange {

/// Reads a status document (schema selfopt.status/1). What it lacks, or what is of another kind,
/// stays as it is in a new WatchStatus: an older or newer watch may have written it.
WatchStatus read_status(std::string_view json);

}  // namespace selfopt::exchange
