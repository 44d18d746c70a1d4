#include "people.hpp"

#include <fmt/format.h>

namespace selfopt::retail {

namespace {

constexpr std::array<std::string_view, 3> k_mail_domains = {"example.com", "example.org",
                                                            "example.net"};

std::string capitalised(std::string_view word) {
  std::string result(word);
  result.front() = static_cast<char>(result.front() - 'a' + 'A');
  return result;
}

}  // namespace

std::string Person::full_name() const {
  return fmt::format("{} {}", first->written, last->written);
}

std::string Person::email(std::uint64_t number, Random& random) const {
  const std::string_view domain = pick(random, k_mail_domains);
  if (chance(random, 150))
    return fmt::format("{}.{}{}@{}", capitalised(first->ascii), capitalised(last->ascii), number,
                       domain);
  return fmt::format("{}.{}{}@{}", first->ascii, last->ascii, number, domain);
}

Person draw_person(Random& random) {
  const Name& first = pick(random, k_first_names);
  return {&first, &pick(random, k_last_names)};
}

}  // namespace selfopt::retail
