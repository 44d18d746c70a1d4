#pragma once

#include <memory>
#include <string>

namespace selfopt {

/// A file that holds our process's number while we run, and is removed at the end. It is locked as
/// well, so one that a killed program has left is no obstacle.
class PidFile {
 public:
  /// \throws Error{busy} if another program that runs holds it; Error{input} if it cannot be made
  explicit PidFile(const std::string& path);
  ~PidFile();
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace selfopt
