// Writes a wide, quoted, text-heavy CSV file to standard output, the same for the same seed:
//   bench_text_table MEGABYTES [SEED]
// Twelve columns: a number, a name, three long texts with commas, quotes, line ends and letters
// beyond ASCII, short codes, an amount, a time.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "env/random.hpp"

namespace {

constexpr std::array<std::string_view, 16> k_words{
    "delivery",    "late",   "\"\"quoted\"\"", "Straße",     "parcel, large", "ordered",
    "again",       "colour", "size",           "smørrebrød", "please",        "exchange",
    "line\nbreak", "the",    "customer",       "日本"};

std::string text(selfopt::env::Random& random, std::uint64_t words) {
  std::string made = "\"";
  for (std::uint64_t i = 0; i < words; ++i) {
    if (i > 0) made += ' ';
    made += k_words[random.below(k_words.size())];
  }
  return made + '"';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_text_table MEGABYTES [SEED]\n");
    return 2;
  }
  const long long wanted = std::atoll(argv[1]) * 1'000'000;
  const auto seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  selfopt::env::Random random(seed);
  std::string out =
      "id,author,title,body,reply,code,city,tags,amount,written_at,language,checked\n";
  long long written = 0;
  for (long long id = 1; written < wanted; ++id) {
    out += fmt::format(
        "{},\"author {}\",{},{},{},\"C{:05}\",\"city {}\",{},{}.{:02},2024-{:02}-{:02} "
        "{:02}:{:02}:00,"
        "\"{}\",{}\n",
        id, random.below(50000), text(random, 6), text(random, 12 + random.below(24)),
        text(random, 8 + random.below(8)), random.below(100000), random.below(900), text(random, 3),
        random.below(5000), random.below(100), 1 + random.below(12), 1 + random.below(28),
        random.below(24), random.below(60), random.below(2) == 0 ? "de" : "en",
        random.below(2) == 0 ? "true" : "false");
    if (out.size() < 1 << 20 && written + static_cast<long long>(out.size()) < wanted) continue;
    written += static_cast<long long>(out.size());
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) return 3;
    out.clear();
  }
  return std::fflush(stdout) == 0 ? 0 : 3;
}
