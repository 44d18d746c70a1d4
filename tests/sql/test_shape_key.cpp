#include "sql/shape_key.hpp"
#include "support/catch.hpp"

using selfopt::sql::shape_key;

TEST_CASE("constants, blanks, comments and case do not matter", "[sql]") {
  const auto key = shape_key("select a from t where b = 5 and c = 'x'");
  CHECK(shape_key("SELECT a\n FROM t -- why\nWHERE b=17.5e-3 AND c = 'it''s' ;") == key);
  CHECK(shape_key("select a from t /* a /* nested */ one */ where b = 5 and c = '' ") == key);
  CHECK(shape_key("select E'it\\'s', 1") == shape_key("select e'x', 2"));
  CHECK(shape_key("select a from t where b = 0x1F and c = $q$ ' $q$") == key);
}

TEST_CASE("everything else does", "[sql]") {
  const auto key = shape_key("select a from t where b = 5");
  CHECK(shape_key("select a from t where b < 5") != key);
  CHECK(shape_key("select a from t where c = 5") != key);
  CHECK(shape_key("select a from t where b = $1") != key);
  CHECK(shape_key("select a from \"T\" where b = 5") != key);
  CHECK(shape_key("select af from t") != shape_key("select a f from t"));
  CHECK(shape_key("select b1 from t") != shape_key("select b2 from t"));
}

TEST_CASE("text that never ends its quote is no danger", "[sql]") {
  for (const char* text :
       {"select 'abc", "select \"abc", "select $x$ abc", "/* abc", "e'\\", "$", "1e", ""})
    CHECK(shape_key(text) == shape_key(text));
}
