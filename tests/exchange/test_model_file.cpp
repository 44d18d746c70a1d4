#include <selfopt/error.hpp>
#include <selfopt/model.hpp>
#include <selfopt/train.hpp>

#include "env/hash.hpp"
#include "env/random.hpp"
#include "prediction/estimator.hpp"
#include "support/catch.hpp"
#include "support/measured_workload.hpp"

using namespace selfopt;

namespace {

const Model& small_model() {
  static const Model model = [] {
    TrainOptions options;
    options.trees = 10;
    return train_runtime(test::scan_workload(40), std::nullopt, options).model;
  }();
  return model;
}

std::string failure(const std::string& content) {
  try {
    model_from_file(content, "m");
    return {};
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::input);
    return error.message();
  }
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  text.replace(text.find(what), what.size(), with);
  return text;
}

}  // namespace

TEST_CASE("a model is the same after it was written and read", "[exchange]") {
  const Model& model = small_model();
  const Model read = model_from_file(to_file(model), "m");
  CHECK(to_file(read) == to_file(model));
  REQUIRE(read.members.size() == model.members.size());
  REQUIRE(read.members[0].trees.size() == model.members[0].trees.size());
  const std::vector<float> x(model.features.size(), 3.5F);
  for (std::size_t i = 0; i < model.members[0].trees.size(); ++i)
    CHECK(answer(read.members[0].trees[i], x) == answer(model.members[0].trees[i], x));
  CHECK(read.origin.seed == model.origin.seed);
  CHECK(read.scores.q_error_p50 == model.scores.q_error_p50);
}

TEST_CASE("a model that was cut off or changed anywhere is refused", "[exchange]") {
  const std::string content = to_file(small_model());
  for (std::size_t size = 0; size < content.size(); size += 97)
    CHECK_FALSE(failure(content.substr(0, size)).empty());
  for (std::size_t place = 0; place < content.size(); place += 89) {
    std::string changed = content;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    CHECK_FALSE(failure(changed).empty());
  }
}

TEST_CASE("what is no model is said to be none", "[exchange]") {
  CHECK(failure("") == "m: not a model");
  CHECK(failure("{}") == "m: not a model");
  CHECK(failure("[1, 2]\n") == "m: not a model");
  CHECK(failure(R"({"schema":"selfopt.recommendations/1"})") ==
        "m: not a model but \"selfopt.recommendations/1\"");
}

TEST_CASE("a model of another version is refused with the command that makes a new one",
          "[exchange]") {
  const std::string old = replaced(to_file(small_model()), "selfopt.model/1", "selfopt.model/0");
  try {
    model_from_file(old, "m");
    FAIL("it was read");
  } catch (const Error& error) {
    CHECK(error.message().find("it is of version \"selfopt.model/0\"") != std::string::npos);
    CHECK(error.hint().find("selfopt train --target runtime --model FILE") != std::string::npos);
  }
}

TEST_CASE("a model that looks at other features is refused", "[exchange]") {
  Model other = small_model();
  other.features[3].name = "something_else";
  CHECK(failure(to_file(other)) == "m: the model looks at other features than this selfopt knows");
  other = small_model();
  other.members[0].coefficients.pop_back();
  CHECK(failure(to_file(other)) == "m: the model looks at other features than this selfopt knows");
}

TEST_CASE("a model that would do harm is refused, even with the right checksum", "[exchange]") {
  Model bad = small_model();
  bad.members[0].coefficients[0] = -1;
  CHECK(failure(to_file(bad)).find("a coefficient of its base is negative") != std::string::npos);
  bad = small_model();
  bad.members[0].trees[0] = {{200, 1, 1}, {TreeNode::k_leaf, 1, 0}, {TreeNode::k_leaf, 2, 0}};
  CHECK(failure(to_file(bad)).find("a tree of it is damaged") != std::string::npos);
  bad = small_model();
  bad.members[0].trees[0] = {{0, 1, 1}};  // a question without answers: the next trees fill it in
  CHECK_FALSE(failure(to_file(bad)).empty());
  bad = small_model();
  bad.members.clear();
  CHECK(failure(to_file(bad)).find("the number of its members is impossible") != std::string::npos);
  bad = small_model();
  bad.error_low = 1;
  CHECK(failure(to_file(bad)).find("its interval is upside down") != std::string::npos);
}

namespace {

// One of the ways in which files go wrong, or are made to.
std::string mutated(std::string text, env::Random& random) {
  const std::size_t header = text.find('\n');
  const auto place = [&](std::size_t size) { return static_cast<std::size_t>(random.below(size)); };
  switch (random.below(6)) {
    case 0:  // a bit of the header, where the numbers and names are
      text[place(header)] ^= static_cast<char>(1U << random.below(8));
      break;
    case 1:  // a byte anywhere
      text[place(text.size())] = static_cast<char>(random.below(256));
      break;
    case 2:
      text.resize(place(text.size()));
      break;
    case 3:
      text.erase(place(text.size()), 1 + place(40));
      break;
    case 4:
      text.insert(place(text.size()), text.substr(place(text.size()), 1 + place(40)));
      break;
    default:  // a digit becomes another: sizes and places
      if (const std::size_t digit = text.find_first_of("0123456789", place(header)); digit < header)
        text[digit] = static_cast<char>('0' + random.below(10));
  }
  return text;
}

}  // namespace

// Most are refused. One that is read must be one that can be asked and written.
TEST_CASE("no changed model brings the reader down, even with the right checksum", "[exchange]") {
  const std::string whole = to_file(small_model());
  const std::string covered = whole.substr(0, whole.rfind("checksum "));
  env::Random random(1);
  std::size_t refused = 0;
  for (int i = 0; i < 4000; ++i) {
    std::string content = covered;
    for (std::uint64_t changes = 1 + random.below(3);
         changes > 0 && content.find('\n') > 0 && content.find('\n') != std::string::npos;
         --changes)
      content = mutated(std::move(content), random);
    content += "checksum " + env::stable_hash_hex(content) + "\n";
    try {
      const Model model = model_from_file(content, "m");
      for (const float value : {-1e30F, 0.0F, 3.5F, 1e30F}) {
        const Prediction said =
            prediction::predict(model, std::vector<float>(model.features.size(), value));
        CHECK((said.predicted_ms.has_value() || said.probability.has_value()) ==
              said.reason.empty());
        if (said.predicted_ms) CHECK(*said.predicted_ms >= 0);
      }
      model_from_file(to_file(model), "m");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::input);
      ++refused;
    }
  }
  CHECK(refused > 1000);
  CHECK(refused < 4000);
}
