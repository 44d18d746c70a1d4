// Feeds parse with whatever libFuzzer makes up: scripts/fuzz builds and runs it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sql/statement.hpp"
#include "support/parse_properties.hpp"

namespace {

void check(std::string_view statement) {
  const std::string broken = selfopt::test::broken_parse_property(statement);
  if (broken.empty()) return;
  std::fprintf(stderr, "%s\n", broken.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  check(text);
  for (const auto& statement : selfopt::sql::split(text))
    check(statement.text);
  return 0;
}
