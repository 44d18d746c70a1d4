#include <algorithm>

#include "recommend/gin_candidates.hpp"
#include "sql/features.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

Column column(const std::string& name, const std::string& type) {
  Column out;
  out.name = out.sql_name = name;
  out.type = type;
  out.average_width = 30;
  out.has_statistics = true;
  return out;
}

Catalog catalog() {
  Table goods;
  goods.schema = "public";
  goods.name = "goods";
  goods.sql_name = "public.goods";
  goods.rows = 100'000;
  goods.pages = 2000;
  goods.columns = {column("id", "integer"), column("name", "text"), column("doc", "jsonb"),
                   column("tags", "text[]"), column("words", "tsvector")};
  Catalog out;
  out.search_path = {"public"};
  out.tables = {goods};
  out.extensions = {{"pg_trgm", "public"}};
  return out;
}

std::vector<std::string> candidates(const std::string& where, const Catalog& tables = catalog()) {
  std::vector<std::string> out;
  const auto features = sql::read_features("select id from goods where " + where);
  for (const auto& access : advisor::table_accesses(features, tables))
    for (const auto& candidate : advisor::gin_candidates(access, tables))
      out.push_back(candidate.definition.sql().substr(candidate.definition.sql().find(" (") + 1) +
                    (candidate.operand_known ? "" : " perhaps"));
  return out;
}

Index existing(const std::string& key, const std::string& definition) {
  Index index;
  index.table = "public.goods";
  index.method = "gin";
  index.keys = {key};
  index.definition = "CREATE INDEX i ON public.goods USING gin (" + definition + ")";
  return index;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("patterns that a B-tree cannot look up get trigrams, if they hold one") {
  const Names trigrams{"(name public.gin_trgm_ops)"};
  CHECK(candidates("name like '%red%'") == trigrams);
  CHECK(candidates("name ilike 'red%'") == trigrams);
  CHECK(candidates("name ~ '^a.*red'") == trigrams);
  CHECK(candidates("lower(name) like '%red%'") == Names{"((lower(name)) public.gin_trgm_ops)"});
  CHECK(candidates("name like $1") == Names{"(name public.gin_trgm_ops) perhaps"});
  CHECK(candidates("name like 'red%'").empty());
  CHECK(candidates("name like '%re%'").empty());
  CHECK(candidates("name like '%r_e_d%'").empty());
  CHECK(candidates("name not like '%red%'").empty());
  CHECK(candidates("name like '%red%' or id = 1").empty());
  CHECK(candidates("name like '%''re'").empty());
}

TEST_CASE("without pg_trgm there are no trigrams") {
  Catalog plain = catalog();
  plain.extensions.clear();
  CHECK(candidates("name like '%red%'", plain).empty());
}

TEST_CASE("each operator of jsonb, arrays and full text gets the class that serves it") {
  CHECK(candidates("doc @> '{\"a\": 1}'") == Names{"(doc jsonb_path_ops)"});
  CHECK(candidates("doc ? 'a'") == Names{"(doc)"});
  CHECK(candidates("doc -> 'a' ? 'b'") == Names{"((doc -> 'a'))"});
  CHECK(candidates("doc ->> 'a' = 'b'").empty());
  CHECK(candidates("tags @> '{a}'") == Names{"(tags)"});
  CHECK(candidates("'{a}' <@ tags") == Names{"(tags)"});
  CHECK(candidates("tags && '{a}'") == Names{"(tags)"});
  CHECK(candidates("words @@ to_tsquery('a')") == Names{"(words)"});
  CHECK(candidates("to_tsvector('english', name) @@ to_tsquery('a')") ==
        Names{"((to_tsvector('english', name)))"});
  CHECK(candidates("to_tsvector(name) @@ to_tsquery('a')").empty());
  CHECK(candidates("'{\"a\": 1}' @> doc").empty());
}

TEST_CASE("an inverted index that exists is not thought of again") {
  Catalog tables = catalog();
  tables.indexes = {existing("name", "name gin_trgm_ops"), existing("doc", "doc jsonb_path_ops"),
                    existing("tags", "tags")};
  CHECK(candidates("name like '%red%'", tables).empty());
  CHECK(candidates("doc @> '{\"a\": 1}'", tables).empty());
  CHECK(candidates("doc ? 'a'", tables) == Names{"(doc)"});
  CHECK(candidates("tags && '{a}'", tables).empty());
  tables.indexes[0].valid = false;
  CHECK(candidates("name like '%red%'", tables) == Names{"(name public.gin_trgm_ops)"});
  tables.indexes = {existing("doc", "doc")};
  CHECK(candidates("doc @> '{\"a\": 1}'", tables).empty());
}
