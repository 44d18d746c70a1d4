#pragma once

#include <string>

#include <selfopt/error.hpp>

namespace selfopt::pg {

/// Turns what a server or libpq said into our Error.
///
/// \param text     the message as libpq prints it: "ERROR:  ...", then DETAIL and HINT lines
/// \param sqlstate five characters, or empty if there was no server to give one
/// \returns Error{refused} for missing privileges, Error::interrupted if we cancelled on a signal,
///          else Error{database}. Passwords in connection strings are not part of such texts.
Error server_error(const std::string& text, const std::string& sqlstate);

/// \returns Error{database} for a connection that could not be made.
/// \param described what was connected to, in words (describe_conninfo)
Error connection_error(const std::string& text, const std::string& described);

}  // namespace selfopt::pg
