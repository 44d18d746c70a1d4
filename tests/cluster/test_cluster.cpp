#include <algorithm>
#include <set>

#include <selfopt/cluster.hpp>
#include <selfopt/clusters.hpp>
#include <selfopt/error.hpp>

#include "support/catch.hpp"

using namespace selfopt;

namespace {

WorkloadQuery query(const std::string& sql, std::int64_t calls = 1) {
  WorkloadQuery query;
  query.sql = sql;
  query.calls = calls;
  return query;
}

Workload three_kinds() {
  Workload workload;
  for (const char* column : {"region", "country", "store_name"})
    workload.push_back(query(std::string("select ") + column +
                                 ", sum(amount) from sales s join stores t on t.id = s.store "
                                 "where s.day > '2024-01-01' group by " +
                                 column,
                             10));
  for (const char* column : {"email", "city", "phone"})
    workload.push_back(query(std::string("select * from customers where ") + column + " = 'x'", 5));
  for (const char* column : {"price", "name", "colour"})
    workload.push_back(query(std::string("update products set ") + column + " = 1 where id = 3"));
  return workload;
}

std::size_t cluster_count(const Workload& workload, const ClusterOptions& options) {
  return cluster(workload, options).clusters.clusters.size();
}

}  // namespace

TEST_CASE("what belongs together is found, named and numbered by weight", "[cluster]") {
  const Clusters clusters = cluster(three_kinds(), {}).clusters;
  REQUIRE(clusters.clusters.size() == 3);
  const Cluster& first = clusters.clusters[0];
  CHECK(first.name == "totals of sales, stores for a range of day");
  CHECK(first.calls == 30);
  CHECK(first.queries == 3);
  CHECK(first.share_of_calls == Approx(30.0 / 48));
  CHECK_FALSE(first.share_of_time.has_value());
  CHECK(clusters.clusters[1].name == "rows of customers");
  CHECK(clusters.clusters[2].name == "update products for id");
  CHECK(clusters.quality.silhouette > 0.5);
  CHECK(clusters.queries.size() == 9);
  CHECK(std::ranges::all_of(clusters.queries, [](const ClusteredQuery& one) {
    return one.cluster >= 0 && one.distance && *one.distance < 0.3 && !one.query.query_hash.empty();
  }));
}

TEST_CASE("every method and every kind of features finds them", "[cluster]") {
  for (const auto method :
       {ClusterMethod::kmeans, ClusterMethod::agglomerative, ClusterMethod::dbscan})
    for (const auto features : {ClusterFeatures::structure, ClusterFeatures::tfidf}) {
      INFO(to_string(method) << " " << to_string(features));
      ClusterOptions options;
      options.method = method;
      options.features = features;
      if (method == ClusterMethod::dbscan)
        options.eps = features == ClusterFeatures::tfidf ? 0.7 : 0.4;
      CHECK(cluster_count(three_kinds(), options) == 3);
    }
}

TEST_CASE("the edges are defined", "[cluster]") {
  ClusterOptions options;
  CHECK(cluster_count({}, options) == 0);
  CHECK(cluster_count({query("select 1 from t")}, options) == 1);
  CHECK(cluster_count({query("select 1 from t"), query("select 2 from t")}, options) == 1);
  CHECK(cluster_count({query("select a from t"), query("insert into u values (1)")}, options) == 2);
  CHECK(cluster_count({query("nonsense"), query("more nonsense")}, options) == 0);
  const Clusters nonsense = cluster(Workload{query("nonsense")}, options).clusters;
  REQUIRE(nonsense.queries.size() == 1);
  CHECK(nonsense.queries[0].cluster == -1);
  CHECK_FALSE(nonsense.queries[0].error.empty());
  options.k = 100;
  CHECK(cluster_count(three_kinds(), options) == 9);
  options.k = 1;
  const Clusters one = cluster(three_kinds(), options).clusters;
  CHECK(one.clusters.size() == 1);
  CHECK(one.quality.silhouette == 0);
}

TEST_CASE("statements that are never called still have a cluster and a name", "[cluster]") {
  const Clusters clusters =
      cluster(Workload{query("select a from t", 0), query("delete from u", 0)}, {}).clusters;
  REQUIRE(clusters.clusters.size() == 2);
  CHECK(clusters.clusters[0].name == "rows of t");
  CHECK(clusters.clusters[0].share_of_calls == 0);
}

TEST_CASE("names differ", "[cluster]") {
  ClusterOptions options;
  options.k = 9;
  std::set<std::string> names;
  for (const Cluster& one : cluster(three_kinds(), options).clusters.clusters)
    names.insert(one.name);
  CHECK(names.size() == 9);
}

TEST_CASE("the result is the same for the same seed, however many threads read", "[cluster]") {
  ClusterOptions options;
  const std::string first = to_json(cluster(three_kinds(), options).clusters);
  CHECK(to_json(cluster(three_kinds(), options).clusters) == first);
}

TEST_CASE("a model comes back as it was written", "[cluster]") {
  const ClusterModel model = cluster(three_kinds(), {}).model;
  const std::string json = to_json(model);
  CHECK(to_json(cluster_model_from_json(json, "m")) == json);
}

TEST_CASE("a damaged model, and one of another version, are refused by name", "[cluster]") {
  const std::string json = to_json(cluster(three_kinds(), {}).model);
  const auto reason = [](const std::string& text) -> std::string {
    try {
      cluster_model_from_json(text, "m");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::input);
      return error.message();
    }
    return "accepted";
  };
  CHECK(reason(json.substr(0, json.size() / 2)) == "m is not JSON, or only a part of it");
  CHECK(reason("[]") == "m is not a model of clusters: it has no \"schema\"");
  std::string other = json;
  other.replace(other.find("cluster_model/1"), 15, "cluster_model/9");
  CHECK(reason(other) ==
        "m has schema \"selfopt.cluster_model/9\", not \"selfopt.cluster_model/1\"");
  other = json;
  other.replace(other.find("customers"), 9, "customerz");
  CHECK(reason(other) == "m is damaged: its contents do not have the hash that it names");
}
