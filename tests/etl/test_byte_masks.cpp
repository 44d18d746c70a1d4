#include <algorithm>
#include <memory>
#include <string>

#include "env/random.hpp"
#include "etl/byte_masks.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using namespace selfopt::etl;

namespace {

std::string random_text(env::Random& random, std::size_t size, std::string_view characters) {
  std::string text(size, '\0');
  for (char& c : text)
    c = random.below(3) == 0 ? characters[static_cast<std::size_t>(random.below(characters.size()))]
                             : static_cast<char>(random.below(256));
  return text;
}

std::uint64_t mask_of(std::string_view text, std::size_t block, char wanted) {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < 64; ++i)
    mask |= static_cast<std::uint64_t>(text[64 * block + i] == wanted) << i;
  return mask;
}

}  // namespace

TEST_CASE("characters are found alike with wide registers, with others and one by one") {
  env::Random random(1);
  const auto masks = std::make_unique<CharacterMasks>();
  const auto portable = std::make_unique<CharacterMasks>();
  for (int round = 0; round < 200; ++round) {
    const std::size_t blocks = 1 + static_cast<std::size_t>(random.below(CharacterMasks::k_blocks));
    const std::string text = random_text(random, 64 * blocks, "\n,\"\xff");
    const char delimiter = random.below(4) == 0 ? '\xff' : ',';
    find_characters(text.data(), blocks, '\n', delimiter, '"', *masks);
    find_characters_portably(text.data(), blocks, '\n', delimiter, '"', *portable);
    for (std::size_t i = 0; i < blocks; ++i) {
      REQUIRE(masks->line_ends[i] == mask_of(text, i, '\n'));
      REQUIRE(masks->delimiters[i] == mask_of(text, i, delimiter));
      REQUIRE(masks->quotes[i] == mask_of(text, i, '"'));
      REQUIRE(portable->line_ends[i] == masks->line_ends[i]);
      REQUIRE(portable->delimiters[i] == masks->delimiters[i]);
      REQUIRE(portable->quotes[i] == masks->quotes[i]);
    }
  }
}

TEST_CASE("bytes are counted, whatever the length") {
  env::Random random(2);
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string text = random_text(random, size, "\n");
    CHECK(count_bytes(text, '\n') == static_cast<std::size_t>(std::ranges::count(text, '\n')));
  }
  CHECK(count_bytes(std::string(100'000, '\n'), '\n') == 100'000);
}

TEST_CASE("a byte that is not plain is found wherever it stands") {
  for (const std::size_t size : {1U, 15U, 16U, 63U, 64U, 65U, 200U}) {
    std::string text(size, '\x7f');
    CHECK(is_plain_ascii(text));
    for (std::size_t i = 0; i < size; ++i)
      for (const char bad : {'\0', '\x80', '\xff'}) {
        text[i] = bad;
        CHECK_FALSE(is_plain_ascii(text));
        text[i] = '\x01';
        CHECK(is_plain_ascii(text));
      }
  }
  CHECK(is_plain_ascii(""));
}
