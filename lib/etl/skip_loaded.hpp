#pragma once

#include <vector>

#include <selfopt/etl.hpp>

#include "etl/byte_source.hpp"
#include "pg/load_ledger.hpp"

namespace selfopt::etl {

/// Takes those files out of \p files whose bytes the table holds already, as the ledger says: to
/// append, each that was ever loaded into it with these options; to replace, all of them if they
/// are what filled the table last, else none.
/// \param options_json the options as the ledger has them
/// \returns a report for each file taken out
std::vector<LoadReport> take_out_loaded(pg::Wire& wire, const pg::TargetName& name,
                                        std::vector<InputFile>& files, const LoadOptions& options,
                                        const std::string& options_json);

}  // namespace selfopt::etl
