#pragma once

#include <string>

#include <selfopt/etl.hpp>

/// What a load leaves behind as JSON.
namespace selfopt::exchange {

/// \returns the report as one JSON object and a line end (man selfopt-formats).
std::string write_load_report(const LoadReport& report);

/// \returns the options that shape what is stored, as a JSON object for the ledger.
/// \param schema_hash of what the schema file holds; "" without one
std::string write_load_options(const LoadOptions& options, const std::string& schema_hash);

}  // namespace selfopt::exchange
