#include "exchange/yaml_json.hpp"

#include <cstdint>
#include <yaml-cpp/yaml.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

// An alias may name what it stands in, or what is itself made of aliases ("billion laughs"), so
// that a small file has no end.
constexpr int k_deepest = 16;
constexpr std::int64_t k_most_nodes = 1'000'000;

class Reader {
 public:
  explicit Reader(std::string where) : m_where(std::move(where)) {}

  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& what) const {
    if (mark.is_null()) throw Error(ErrorKind::input, fmt::format("{}: {}", m_where, what));
    throw Error(ErrorKind::input,
                fmt::format("{}:{}:{}: {}", m_where, mark.line + 1, mark.column + 1, what));
  }

  Json read(const YAML::Node& node, int depth) {
    if (depth > k_deepest) fail(node.Mark(), "the values are nested too deeply");
    if (++m_nodes > k_most_nodes) fail(node.Mark(), "its aliases make too many values");
    switch (node.Type()) {
      case YAML::NodeType::Sequence:
        return read_list(node, depth);
      case YAML::NodeType::Map:
        return read_map(node, depth);
      case YAML::NodeType::Scalar:
        return node.Scalar();
      case YAML::NodeType::Null:
      case YAML::NodeType::Undefined:
        break;
    }
    return nullptr;
  }

 private:
  Json read_list(const YAML::Node& node, int depth) {
    Json list = Json::array();
    for (const YAML::Node& part : node)
      list.push_back(read(part, depth + 1));
    return list;
  }

  Json read_map(const YAML::Node& node, int depth) {
    Json map = Json::object();
    for (const auto& part : node) {
      if (!part.first.IsScalar()) fail(part.first.Mark(), "a name is no plain text");
      const std::string& key = part.first.Scalar();
      if (map.contains(key)) fail(part.first.Mark(), fmt::format("\"{}\" stands there twice", key));
      map[key] = read(part.second, depth + 1);
    }
    return map;
  }

  std::string m_where;
  std::int64_t m_nodes = 0;
};

}  // namespace

Json read_yaml(std::string_view text, const std::string& where) {
  Reader reader(where);
  YAML::Node document;
  try {
    document = YAML::Load(std::string(text));
  } catch (const YAML::Exception& error) {
    reader.fail(error.mark, "not YAML: " + error.msg);
  }
  return reader.read(document, 0);
}

}  // namespace selfopt::exchange
