#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Made-up workloads of which is known what belongs together.
namespace selfopt::test {

enum class FamilySchema {
  retail,
  clinic,
  sample,  ///< the sample warehouse in datasets/, so that its statements can be planned
};

struct FamilyOptions {
  FamilySchema schema = FamilySchema::retail;
  std::uint64_t seed = 1;
  int families = 51;
  int templates = 300;
};

/// Statements of some families. A family is a purpose on a set of tables: looking something up,
/// reporting sums, the top of a list, ranks within groups, what has no counterpart, and writing.
/// Its templates differ in columns, conditions, groups, aggregates, order, and in how they are
/// written (JOIN or comma, aliases); some look like those of another family (a look-up or a report
/// with ORDER BY and LIMIT, as the top of a list has), and some join one table more. The statements
/// of a template in constants, the lengths of IN lists, case and white space.
class FamilyWorkload {
 public:
  explicit FamilyWorkload(const FamilyOptions& options);

  struct Statement {
    std::string sql;
    int family = 0;
    int form = 0;  ///< its template
  };
  /// \returns statement \p number of the workload, which goes on for ever. Some templates come ten
  ///          times as often as others.
  Statement statement(std::uint64_t number) const;

 private:
  struct Template {
    int family = 0;
    std::string sql;  ///< constants are bytes below 8
  };
  std::uint64_t m_seed = 0;
  std::uint64_t m_largest_number = 0;
  std::vector<Template> m_templates;
  std::vector<double> m_shares;  ///< added up, the last is 1
};

}  // namespace selfopt::test
