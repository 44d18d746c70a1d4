#include <selfopt/error.hpp>

#include "exchange/params_file.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using exchange::read_params;

namespace {

std::string error_of(const std::string& text, const std::string& where) {
  try {
    read_params(text, where);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::input);
    return error.message();
  }
  return "";
}

}  // namespace

TEST_CASE("values in YAML are those in JSON, as they are written") {
  const auto json = read_params(
      R"({"a": [1, "01", null, true, "2024-02-01"], "b": {"since": 1.50, "x": ""},
          "c": {"small": [1], "large": {"n": 2}}})",
      "p.json");
  const auto yaml = read_params(
      "# values\na: [1, '01', ~, true, 2024-02-01]\nb:\n  since: 1.5\n  x: ''\n"
      "c:\n  small: [1]\n  large: {n: 2}\n",
      "p.yaml");
  REQUIRE(yaml.size() == 3);
  CHECK(yaml.at("a").at(0).by_place == json.at("a").at(0).by_place);
  CHECK(yaml.at("a").at(0).by_place.at(1) == "01");
  CHECK_FALSE(yaml.at("a").at(0).by_place.at(2));
  CHECK(yaml.at("b").at(0).by_name == json.at("b").at(0).by_name);
  CHECK(yaml.at("b").at(0).by_name.at("since") == "1.5");
  REQUIRE(yaml.at("c").size() == 2);
  CHECK(yaml.at("c").at(1).name == "large");
  CHECK(yaml.at("c").at(1).by_name.at("n") == "2");
}

TEST_CASE("aliases of YAML are followed, but not without end") {
  const auto params = read_params("a: &values [1, 2]\nb: *values\n", "p.yml");
  CHECK(params.at("b").at(0).by_place.at(1) == "2");
  std::string many = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n";
  for (int i = 1; i < 9; ++i) {
    many += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k)
      many += (k > 0 ? ",*a" : "*a") + std::to_string(i - 1);
    many += "]\n";
  }
  CHECK(error_of(many, "p.yaml").find("aliases make too many values") != std::string::npos);
  CHECK(error_of("a: &a [*a]\n", "p.yaml").find("nested too deeply") != std::string::npos);
  CHECK(error_of(std::string(100'000, '['), "p.yaml").starts_with("p.yaml"));
}

TEST_CASE("what is no file of values is an error with its place") {
  CHECK(error_of("a: [1\nb: 2\n", "p.yaml").starts_with("p.yaml:2:"));
  CHECK(error_of("a: 1\na: 2\n", "p.yaml") == "p.yaml:2:1: \"a\" stands there twice");
  CHECK(error_of("? [a]\n: 2\n", "p.yaml").find("a name is no plain text") != std::string::npos);
  CHECK(error_of("", "p.yaml") == "p.yaml: it does not say of which statements values are");
  CHECK(error_of("- 1\n", "p.yaml") == "p.yaml: it does not say of which statements values are");
  CHECK(error_of("a: 1\n", "p.yaml") == "p.yaml: a: the values are neither a list nor an object");
  CHECK(error_of("a: [1]\n", "p.json") == "p.json is not JSON");
}
