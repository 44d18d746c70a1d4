#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <selfopt/error.hpp>

/// Files and folders, with errors that name them.
namespace selfopt::env {

/// \param path a file, or "-" for standard input
/// \param max_bytes more than this is an error; it bounds the memory a wrong file can take
/// \throws Error{input} if it cannot be read or is larger
std::string read_whole(const std::string& path, std::int64_t max_bytes = std::int64_t{1} << 32);

/// Reads \p path line by line ("-" is standard input) in constant memory.
/// \param on_line receives each line without its end, and its number from 1
/// \throws Error{input} if the file cannot be read
void read_lines(const std::string& path,
                const std::function<void(std::string_view line, std::int64_t number)>& on_line);

/// \returns Error{input} "could not ACTION "PATH": REASON"; "-" is called standard input.
Error file_error(std::string_view action, const std::string& path, int error_number);

/// \returns the contents of the environment variable, or "" if it is not set.
std::string variable(const char* name);

/// \returns whether standard input is a pipe or a regular file, that is, was given to us to read.
bool stdin_has_data();

}  // namespace selfopt::env
