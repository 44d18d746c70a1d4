#include <algorithm>

#include "learn/distances.hpp"
#include "shapes/shapes.hpp"
#include "shapes/vectors.hpp"
#include "sql/features.hpp"
#include "support/catch.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;
using namespace selfopt::shapes;

namespace {

double distance(const char* a, const char* b) {
  Workload workload(2);
  workload[0].sql = a;
  workload[1].sql = b;
  const Shapes shapes = shapes_of(workload);
  if (shapes.shapes.size() == 1) return 0;
  const Vectors vectors = vectors_of(shapes.shapes, ClusterFeatures::structure, 1000);
  return learn::distances_to(vectors.rows, vectors.rows.row(0))[1];
}

}  // namespace

TEST_CASE("statements of one fingerprint are one shape with their calls and times", "[shapes]") {
  Workload workload(4);
  workload[0].sql = "select a from t where b = 1";
  workload[0].calls = 3;
  workload[0].mean_ms = 2;
  workload[1].sql = "SELECT a\nFROM t WHERE b = 77 -- again";
  workload[1].calls = 1;
  workload[1].total_ms = 4;
  workload[2].sql = "delete from t";
  workload[3].sql = "selekt 1";
  const Shapes shapes = shapes_of(workload);
  REQUIRE(shapes.shapes.size() == 2);
  CHECK(shapes.statements == 4);
  CHECK(shapes.shapes[0].query.sql == workload[0].sql);
  CHECK(shapes.shapes[0].query.calls == 4);
  CHECK(shapes.shapes[0].query.total_ms == 10);
  CHECK(shapes.shapes[0].query.mean_ms == 2.5);
  CHECK(shapes.shapes[0].statements == 2);
  REQUIRE(shapes.unparsed.size() == 1);
  CHECK_FALSE(shapes.unparsed[0].error.empty());
}

TEST_CASE("IN lists of different lengths are one shape", "[shapes]") {
  Workload workload(2);
  workload[0].sql = "select a from t where b in (1, 2)";
  workload[1].sql = "select a from t where b in (1, 2, 3, 4, 5)";
  CHECK(shapes_of(workload).shapes.size() == 1);
}

TEST_CASE("time counts where it is known, calls where none is", "[shapes]") {
  std::vector<Shape> shapes(3);
  shapes[0].query.calls = 2;
  shapes[1].query.calls = 8;
  shapes[2].query.calls = 5;
  CHECK(weights_of(shapes, Weight::time) == std::vector<double>{2, 8, 5});
  shapes[0].query.total_ms = 60;
  shapes[1].query.total_ms = 40;
  CHECK(weights_of(shapes, Weight::time) == std::vector<double>{60, 40, 50});
  CHECK(weights_of(shapes, Weight::calls) == std::vector<double>{2, 8, 5});
  for (Shape& shape : shapes)
    shape.query.calls = 0;
  CHECK(weights_of(shapes, Weight::calls) == std::vector<double>{1, 1, 1});
}

TEST_CASE("statements about the same tables are near, whatever else they name", "[shapes]") {
  const char* report =
      "select p.category, sum(s.amount) from sales s join products p on p.id = "
      "s.product where s.day > '2024-01-01' group by p.category";
  CHECK(distance(report, report) == 0);
  const double other_group =
      distance(report,
               "select p.brand, sum(s.amount) from products p, sales s where p.id = s.product and "
               "s.day > '2023-01-01' group by p.brand");
  const double other_table =
      distance(report,
               "select t.region, sum(s.amount) from sales s join stores t on t.id = s.store where "
               "s.day > '2024-01-01' group by t.region");
  const double other_kind =
      distance(report, "select * from sales s join products p on p.id = s.product where s.id = 5");
  CHECK(other_group < 0.1);
  CHECK(other_table > 0.25);
  CHECK(other_kind > 0.25);
  CHECK(distance(report, "insert into audit values (1)") == Approx(0.95).margin(0.051));
}

TEST_CASE("vectors have length 1, also with words that are not known", "[shapes]") {
  const Tokens tokens{{"a", 3}, {"b", 4}};
  const Vocabulary all = Vocabulary::of_tokens({tokens}, 10);
  CHECK(all.vector_of(tokens)[0].value == Approx(0.6));
  const Vocabulary one = Vocabulary::of_tokens({tokens, {{"b", 1}}}, 1);
  REQUIRE(one.words().size() == 1);
  CHECK(one.words()[0].text == "b");
  CHECK(one.vector_of(tokens)[0].value == Approx(0.8));
}

TEST_CASE("TF-IDF counts rare words more, as scikit-learn does", "[shapes]") {
  const std::vector<Tokens> documents{text_tokens("select a1 from sales where sales.id = $1"),
                                      text_tokens("select a1 from stores")};
  const Vocabulary words = Vocabulary::by_frequency(documents, 1000);
  const auto weight = [&](const char* text) {
    return std::ranges::find(words.words(), text, &Vocabulary::Word::text)->weight;
  };
  CHECK(weight("a1") == Approx(1));
  CHECK(weight("stores") == Approx(1 + std::log(1.5)).epsilon(1e-6));
  CHECK(std::ranges::none_of(words.words(), [](const auto& w) { return w.text == "select"; }));
  CHECK(text_tokens("select $1").front().text == "no word");
}
