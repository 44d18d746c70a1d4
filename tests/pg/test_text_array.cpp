#include "pg/array_text.hpp"
#include "pg/text_array.hpp"
#include "support/catch.hpp"

using namespace selfopt::pg;
using Texts = std::vector<std::string>;

TEST_CASE("the elements of an array are read as the server writes them") {
  CHECK(array_elements("{}").empty());
  CHECK(array_elements("{a}") == Texts{"a"});
  CHECK(array_elements("{a,NULL,\"NULL\",\"\",b}") == Texts{"a", "NULL", "", "b"});
  CHECK(array_elements(R"({"b c","q\"x","back\\slash","{,}"})") ==
        Texts{"b c", "q\"x", "back\\slash", "{,}"});
  CHECK(array_elements("[0:1]={x,y}") == Texts{"x", "y"});
}

TEST_CASE("nulls of an array are told from texts") {
  using selfopt::pg::array_elements_or_nulls;
  CHECK(array_elements_or_nulls("{}").empty());
  CHECK(array_elements_or_nulls("{a,NULL,\"NULL\",\"\"}") ==
        std::vector<std::optional<std::string>>{"a", std::nullopt, "NULL", ""});
}

TEST_CASE("what we write as an array is what we read") {
  const Texts texts{"", "plain", "a,b", "\"quoted\"", "\\", "{}", "zwei\nZeilen", "NULL", "ü"};
  ArrayText written;
  for (const std::string& text : texts)
    written.add(text);
  CHECK(array_elements(written.text()) == texts);
}

TEST_CASE("an array that is cut off ends there") {
  CHECK(array_elements("").empty());
  CHECK(array_elements("{\"ab") == Texts{"ab"});
  CHECK(array_elements("{\"ab\\") == Texts{"ab"});
  CHECK(array_elements("{a,") == Texts{"a"});
}
