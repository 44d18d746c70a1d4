#include <algorithm>
#include <vector>

#include "etl/missing_words.hpp"
#include "support/catch.hpp"

using namespace selfopt::etl;

namespace {

// Whether `word` is a NULL in a column of text with these values, in whatever order they come.
bool is_null(std::string_view word, std::vector<std::string_view> values,
             std::string_view elsewhere = {}) {
  values.push_back(word);
  std::ranges::sort(values);
  std::vector<bool> answers;
  do {
    WordEvidence evidence;
    for (const std::string_view value : values)
      evidence.observe(value);
    answers.push_back(evidence.nulls_if_text(missing_word(elsewhere)) == missing_word(word));
  } while (std::ranges::next_permutation(values).found);
  CHECK(std::ranges::count(answers, answers.front()) ==
        static_cast<std::ptrdiff_t>(answers.size()));
  return answers.front();
}

}  // namespace

TEST_CASE("words for no value are known") {
  for (const char* word : {"NA", "N/A", "n/a", "#N/A", "None", "null", "NULL", "\\N", "-"})
    CHECK(missing_word(word) != 0);
  for (const char* word : {"", "na", "Na", "NA ", "NaN", "none", "--", "NULLS"})
    CHECK(missing_word(word) == 0);
}

TEST_CASE("NA among names is no value") {
  CHECK(is_null("NA", {"America/New_York", "Asia/Chongqing"}));
  CHECK(is_null("N/A", {"Oslo", "Rome"}));
  CHECK(is_null("#N/A", {"\xc3\x96\xc3\x84\xc3\x9c", "Rome"}));
}

TEST_CASE("NA that could be a value stays") {
  CHECK_FALSE(is_null("NA", {"DE", "US", "ZA"}));
  CHECK_FALSE(is_null("NA", {"EMEA", "APAC", "LATAM"}));
  CHECK_FALSE(is_null("NA", {"SMITH", "LEE", "MILLER"}));
  CHECK_FALSE(is_null("NA", {"Smith", "Li"}));
  CHECK_FALSE(is_null("NA", {}));
  CHECK_FALSE(is_null("None", {"Brick", "Stone"}));
  CHECK_FALSE(is_null("null", {"Brick", "Stone"}));
  CHECK_FALSE(is_null("-", {"Brick", "Stone"}));
}

TEST_CASE("what is no value elsewhere is none here, but for codes") {
  CHECK(is_null("NA", {"SMITH", "LEE"}, "NA"));
  CHECK(is_null("None", {"Brick", "Stone"}, "None"));
  CHECK(is_null("N/A", {"yes", "no"}, "N/A"));
  CHECK_FALSE(is_null("N/A", {"yes", "no"}, "NA"));
  CHECK_FALSE(is_null("NA", {"DE", "US"}, "NA"));
  CHECK_FALSE(is_null("-", {"forward", "+"}, "-"));
}

TEST_CASE("it is known when further values cannot change the answer") {
  WordEvidence evidence;
  evidence.observe("Oslo");
  CHECK(evidence.is_open());
  evidence.observe("NA");
  CHECK(evidence.is_open());
  evidence.observe("LEE");
  CHECK_FALSE(evidence.is_open());
}
