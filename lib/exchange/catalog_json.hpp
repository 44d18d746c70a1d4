#pragma once

#include <string>
#include <string_view>

#include <selfopt/nouns/catalog.hpp>

namespace selfopt::exchange {

/// Reads the document "selfopt.catalog/1" (man selfopt-formats): the tables and views of a database
/// with their columns, and the search path. Nothing else of the Catalog is set.
/// \param where what to call the document in messages, for example its path
/// \throws Error{input} if it is not such a document
Catalog read_catalog_json(std::string_view json, const std::string& where);

}  // namespace selfopt::exchange
