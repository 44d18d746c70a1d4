#include "sql/conjuncts.hpp"
#include "support/catch.hpp"

using selfopt::sql::conjuncts;
using Parts = std::vector<std::string>;

TEST_CASE("a condition is taken apart at its topmost ANDs only") {
  CHECK(conjuncts("(a = 1)") == Parts{"(a = 1)"});
  CHECK(conjuncts("((a = 1) AND (b < 2))") == Parts{"(a = 1)", "(b < 2)"});
  CHECK(conjuncts("(b AND (NOT c))") == Parts{"b", "(NOT c)"});
  CHECK(conjuncts("(((a = 1) AND (b = 2)) OR (c = 3))") ==
        Parts{"(((a = 1) AND (b = 2)) OR (c = 3))"});
  CHECK(conjuncts("((a = 1) OR (b = 2)) AND (c = 3)") == Parts{"((a = 1) OR (b = 2))", "(c = 3)"});
  CHECK(conjuncts("(a = 1) AND (b = 2)") == Parts{"(a = 1)", "(b = 2)"});
}

TEST_CASE("quotes may hold parentheses, ANDs and quotes") {
  CHECK(conjuncts("((a = 'x) AND (y'::text) AND (\"b AND (c\" = 'it''s AND')) ") ==
        Parts{"((a = 'x) AND (y'::text) AND (\"b AND (c\" = 'it''s AND')) "});
  CHECK(conjuncts("((a = 'x) AND (y'::text) AND (\"b AND (c\" = 'it''s AND'))") ==
        Parts{"(a = 'x) AND (y'::text)", "(\"b AND (c\" = 'it''s AND')"});
  CHECK(conjuncts("").size() == 1);
}
