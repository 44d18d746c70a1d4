#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace selfopt::serving {

/// What stands behind the ? of a request. Each reader checks what it reads.
class Parameters {
 public:
  /// \param known names that the page takes
  /// \throws Error{usage} for others
  Parameters(const std::map<std::string, std::string>& given,
             const std::vector<const char*>& known);

  /// `since`, how far to look back: 1h, 24h, 7d, ... \returns seconds, a minute to a year
  double window_s() const;
  /// `limit`, how many to list
  std::int64_t limit(std::int64_t fallback, std::int64_t most) const;
  /// \returns the place of the value of \p name among \p words; 0 if it is not given
  std::size_t choice(const char* name, const std::vector<std::string>& words) const;

  static constexpr const char* k_usual_window = "24h";

 private:
  std::string value(const char* name, const std::string& fallback) const;
  const std::map<std::string, std::string>& m_given;
};

}  // namespace selfopt::serving
