#include "exchange/model_file.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

#include "env/hash.hpp"
#include "exchange/model_scores.hpp"
#include "exchange/tree_bytes.hpp"

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view k_schema = "selfopt.model/1";
constexpr std::string_view k_checksum = "checksum ";
constexpr std::size_t k_checksum_line = k_checksum.size() + 16 + 1;
constexpr std::size_t k_most_members = 100;
constexpr int k_deepest = 8;  // objects within objects; a model needs three

Json write_header(const Model& model) {
  Json header{{"schema", k_schema},
              {"target", to_string(model.target)},
              {"knowledge", to_string(model.knowledge)},
              {"forest_weight", model.forest_weight},
              {"error_low", model.error_low},
              {"error_high", model.error_high},
              {"spread_floor", model.spread_floor},
              {"origin",
               {{"database", model.origin.database},
                {"server_version", model.origin.server_version},
                {"trained_at", model.origin.trained_at},
                {"data_hash", model.origin.data_hash},
                {"rows", model.origin.rows},
                {"seed", model.origin.seed},
                {"split", to_string(model.origin.split)}}},
              {"scores", write_scores(model.scores)},
              {"features", Json::array()},
              {"members", Json::array()}};
  for (const ModelFeature& feature : model.features)
    header["features"].push_back({{"name", feature.name},
                                  {"unit", feature.unit},
                                  {"low", feature.low},
                                  {"typical", feature.typical},
                                  {"high", feature.high}});
  for (const ModelMember& member : model.members)
    header["members"].push_back({{"constant", member.constant},
                                 {"coefficients", member.coefficients},
                                 {"trees", member.trees.size()}});
  return header;
}

// Takes a file apart and puts a model together, as long as nothing is wrong.
class Reader {
 public:
  Reader(std::string_view content, const std::string& where) : m_content(content), m_where(where) {}

  Model read() {
    const std::size_t end = m_content.find('\n');
    const Json header = parse(m_content.substr(0, end));
    check_schema(header);
    check_checksum();
    m_trees = m_content.substr(end + 1, m_content.size() - k_checksum_line - end - 1);
    try {
      read_header(header);
    } catch (const Json::exception&) {
      fail("what it says of itself is incomplete");
    }
    if (!m_trees.empty()) fail("it has more trees than it says");
    return std::move(m_model);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::input, fmt::format("{}: the model cannot be used: {}", m_where, what),
                {}, how_to_train(m_model.target));
  }

  Json parse(std::string_view line) const {
    Json header = Json::parse(
        line, [](int depth, Json::parse_event_t, const Json&) { return depth <= k_deepest; },
        false);
    if (!header.is_object() || !header.contains("schema"))
      throw Error(ErrorKind::input, fmt::format("{}: not a model", m_where), {},
                  "selfopt train writes models with --model FILE.");
    return header;
  }

  void check_schema(const Json& header) {
    const Json& schema = header["schema"];
    const std::string name = schema.is_string() ? schema.get<std::string>() : "";
    if (header.value("target", Json()) == to_string(ModelTarget::index_benefit))
      m_model.target = ModelTarget::index_benefit;
    if (name == k_schema) return;
    if (!name.starts_with("selfopt.model/"))
      throw Error(ErrorKind::input, fmt::format("{}: not a model but \"{}\"", m_where, name));
    fail(fmt::format("it is of version \"{}\", this selfopt reads \"{}\"", name, k_schema));
  }

  void check_checksum() const {
    const std::string_view content = m_content;
    if (content.size() < k_checksum_line) fail("it is cut off");
    const std::string_view covered = content.substr(0, content.size() - k_checksum_line);
    const std::string expected = fmt::format("{}{}\n", k_checksum, env::stable_hash_hex(covered));
    if (content.substr(covered.size()) != expected || covered.find('\n') == std::string_view::npos)
      fail("it is damaged or cut off, its checksum does not fit");
  }

  static double number(const Json& object, const char* key) { return object.at(key).get<double>(); }

  template <typename Enum>
  Enum word(const Json& object, const char* key, std::initializer_list<Enum> all) const {
    const auto text = object.at(key).get<std::string>();
    for (const Enum value : all)
      if (to_string(value) == text) return value;
    fail(fmt::format("its {} is the unknown \"{}\"", key, text));
  }

  void read_header(const Json& header) {
    m_model.target = word(header, "target", {ModelTarget::runtime, ModelTarget::index_benefit});
    m_model.knowledge =
        word(header, "knowledge", {Knowledge::text, Knowledge::plan, Knowledge::database});
    m_model.forest_weight = number(header, "forest_weight");
    m_model.error_low = number(header, "error_low");
    m_model.error_high = number(header, "error_high");
    m_model.spread_floor = number(header, "spread_floor");
    if (m_model.error_low > 0 || m_model.error_high < 0 || m_model.spread_floor < 0)
      fail("its interval is upside down");
    read_origin(header.at("origin"));
    m_model.scores = read_scores(header.at("scores"));
    for (const Json& feature : header.at("features"))
      m_model.features.push_back({feature.at("name").get<std::string>(),
                                  feature.at("unit").get<std::string>(), number(feature, "low"),
                                  number(feature, "typical"), number(feature, "high")});
    if (m_model.features.empty() || m_model.features.size() > k_most_features)
      fail("the number of its features is impossible");
    for (const Json& member : header.at("members"))
      read_member(member);
    if (m_model.members.empty() || m_model.members.size() > k_most_members)
      fail("the number of its members is impossible");
  }

  void read_origin(const Json& object) {
    ModelOrigin& origin = m_model.origin;
    origin.database = object.at("database").get<std::string>();
    origin.server_version = object.at("server_version").get<int>();
    origin.trained_at = object.at("trained_at").get<std::string>();
    origin.data_hash = object.at("data_hash").get<std::string>();
    origin.rows = object.at("rows").get<std::int64_t>();
    origin.seed = object.at("seed").get<std::uint64_t>();
    origin.split = word(object, "split", {Split::random, Split::by_template, Split::by_cluster});
  }

  void read_member(const Json& object) {
    ModelMember member;
    member.constant = number(object, "constant");
    member.coefficients = object.at("coefficients").get<std::vector<double>>();
    if (std::ranges::any_of(member.coefficients, [](double c) { return !(c >= 0); }))
      fail("a coefficient of its base is negative");
    const auto trees = object.at("trees").get<std::size_t>();
    for (std::size_t i = 0; i < trees; ++i) {
      auto tree = take_tree(m_trees, m_model.features.size());
      if (!tree) fail("a tree of it is damaged");
      member.trees.push_back(std::move(*tree));
    }
    if (member.trees.empty()) fail("a member of it has no trees");
    m_model.members.push_back(std::move(member));
  }

  std::string_view m_content;
  const std::string& m_where;
  std::string_view m_trees;
  Model m_model;
};

}  // namespace

std::string how_to_train(ModelTarget target) {
  return fmt::format(
      "Train it anew with this version: selfopt train --target {} --model FILE WORKLOAD",
      to_string(target));
}

std::string write_model(const Model& model) {
  std::string content = write_header(model).dump() + '\n';
  for (const ModelMember& member : model.members)
    for (const Tree& tree : member.trees)
      append_tree(content, tree);
  const std::string checksum = env::stable_hash_hex(content);
  return content.append(k_checksum).append(checksum) += '\n';
}

Model read_model(std::string_view content, const std::string& where) {
  return Reader(content, where).read();
}

}  // namespace selfopt::exchange
