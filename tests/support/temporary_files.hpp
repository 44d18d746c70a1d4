#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace selfopt::test {

/// A folder of files for one test; removed at the end.
class TemporaryFiles {
 public:
  TemporaryFiles() {
    std::string name = (std::filesystem::temp_directory_path() / "selfopt-files-XXXXXX").string();
    m_folder = mkdtemp(name.data());
  }
  ~TemporaryFiles() { std::filesystem::remove_all(m_folder); }
  TemporaryFiles(const TemporaryFiles&) = delete;
  TemporaryFiles& operator=(const TemporaryFiles&) = delete;

  /// \returns the path of the new file
  std::string write(const std::string& name, std::string_view text) const {
    std::ofstream(m_folder / name, std::ios::binary) << text;
    return (m_folder / name).string();
  }

 private:
  std::filesystem::path m_folder;
};

}  // namespace selfopt::test
