#include "places.hpp"

#include <fmt/format.h>

namespace selfopt::retail {

std::string phone_number(const City& city, Random& random) {
  return fmt::format("{} 555{:04}", city.phone_prefix, random.below(10'000));
}

std::string postal_code(const City& city, Random& random) {
  std::string code(city.postal_code);
  code.back() = static_cast<char>('0' + random.below(10));
  return code;
}

}  // namespace selfopt::retail
