#include "input/pattern.hpp"

#include <glob.h>
#include <memory>

#include <fmt/format.h>

#include <selfopt/error.hpp>

namespace selfopt::input {

std::vector<std::string> matches_of(const std::string& pattern) {
  glob_t found{};
  const int status = glob(pattern.c_str(), 0, nullptr, &found);
  const std::unique_ptr<glob_t, decltype(&globfree)> release(&found, globfree);
  if (status != 0) throw Error(ErrorKind::input, fmt::format("no file matches \"{}\"", pattern));
  return {found.gl_pathv, found.gl_pathv + found.gl_pathc};
}

}  // namespace selfopt::input
