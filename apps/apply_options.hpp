#pragma once

#include <string>
#include <vector>

#include <selfopt/apply.hpp>

#include "command_line.hpp"

namespace selfopt::app {

/// The options that say how changes are made: the same in apply and watch.
class ApplySettings {
 public:
  void declare(CommandLine& line);
  /// \throws Error{usage} for values out of range
  void check() const;
  ApplyOptions options() const;
  std::vector<std::string>& only() { return m_options.only; }

 private:
  ApplyOptions m_options;
  std::string m_verify = "plan";
};

}  // namespace selfopt::app
