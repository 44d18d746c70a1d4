#pragma once

#include <chrono>
#include <string>

namespace selfopt::env {

/// A lock that one process at a time holds, tied to a file. The system frees it when its holder
/// (and every child that inherited descriptor()) has ended, however that happened.
class FileLock {
 public:
  /// Waits for the lock. The file is made if it does not exist.
  /// \param what  who is locked out, for the message, for example "the local warehouse"
  /// \throws Error{busy} after \p patience; Error{input} if the file cannot be made
  FileLock(std::string path, const std::string& what, std::chrono::milliseconds patience);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  int descriptor() const { return m_fd; }
  /// Removes the file; those who wait for it will make a new one. The lock stays held.
  void remove_file();

 private:
  bool is_still_the_file() const;

  std::string m_path;
  int m_fd = -1;
};

}  // namespace selfopt::env
