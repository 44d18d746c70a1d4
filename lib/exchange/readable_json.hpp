#pragma once

// For this room only: JSON that people read and compare, line by line.

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace selfopt::exchange {

/// \returns \p document with every member on a line of its own, but what holds only plain values
///          (a node of a plan, the size of a table) on one line; with a line end. Whole numbers are
///          written without a fraction, others with at most three decimals.
std::string readable_json(const nlohmann::ordered_json& document);

}  // namespace selfopt::exchange
