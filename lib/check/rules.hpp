#pragma once

#include <string>
#include <vector>

#include "check/rule.hpp"

namespace selfopt::checking {

/// The rules that are to be looked for, of those there are.
class RuleSet {
 public:
  /// \throws Error{usage} if an option names a rule that does not exist
  explicit RuleSet(const CheckOptions& options);

  /// Asks every rule that the statement does not ignore, first those that compare figures; sets
  /// sight.regressed between the two.
  /// \returns what they found, gravest first
  std::vector<Finding> look(Sight& sight) const;

 private:
  bool wanted(const Rule& rule, const CheckedStatement& statement) const;
  void ask(const std::vector<const Rule*>& rules, const Sight& sight,
           std::vector<Finding>& findings) const;

  const CheckOptions& m_options;
};

}  // namespace selfopt::checking
