#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <selfopt/atomic_file.hpp>

namespace selfopt::app {

/// Thrown when the reader of our output has gone (selfopt ... | head). Not an error: exit quietly.
struct ClosedPipe {};

/// Where a command's data goes: standard output, or a file that appears whole or not at all.
class Output {
 public:
  /// \param path a file, or "-" for standard output
  /// \throws Error{input} if the file cannot be made
  explicit Output(const std::string& path);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// \throws ClosedPipe, Error{input}
  void write(std::string_view text);
  /// Ends the output; a file gets its name now. Without it a file is thrown away.
  void finish();

 private:
  void flush();
  std::unique_ptr<AtomicFile> m_file;  ///< absent for standard output
  std::string m_buffer;
};

/// Writes \p text as the whole output.
void write_output(const std::string& path, std::string_view text);

/// \returns whether standard output is a terminal.
bool stdout_is_terminal();

}  // namespace selfopt::app
