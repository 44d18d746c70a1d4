#include "exchange/tree_bytes.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace selfopt::exchange {
namespace {

constexpr unsigned char k_leaf_byte = 255;
constexpr std::size_t k_node_bytes = 5;

void append_float(std::string& out, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (unsigned shift = 0; shift < 32; shift += 8)
    out += static_cast<char>((bits >> shift) & 0xFFU);
}

float read_float(std::string_view bytes) {
  std::uint32_t bits = 0;
  for (unsigned i = 0; i < 4; ++i)
    bits |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return std::bit_cast<float>(bits);
}

}  // namespace

void append_tree(std::string& out, const Tree& tree) {
  for (const TreeNode& node : tree) {
    out += static_cast<char>(
        node.feature == TreeNode::k_leaf ? k_leaf_byte : static_cast<unsigned char>(node.feature));
    append_float(out, node.value);
  }
}

// Every node is followed by what is below it, so no tree that is read can lead back or outside.
std::optional<Tree> take_tree(std::string_view& bytes, std::size_t features) {
  Tree tree;
  std::vector<std::size_t> without_second;  // nodes whose "not less" is still to come
  do {
    if (bytes.size() < k_node_bytes) return std::nullopt;
    const auto feature = static_cast<unsigned char>(bytes.front());
    const float value = read_float(bytes.substr(1, k_node_bytes - 1));
    bytes.remove_prefix(k_node_bytes);
    if (!std::isfinite(value) || (feature != k_leaf_byte && feature >= features))
      return std::nullopt;
    if (feature != k_leaf_byte) {
      without_second.push_back(tree.size());
      tree.push_back({feature, value, 0});
      continue;
    }
    tree.push_back({TreeNode::k_leaf, value, 0});
    if (without_second.empty()) return tree;
    tree[without_second.back()].not_less = static_cast<std::uint32_t>(tree.size());
    without_second.pop_back();
  } while (true);
}

}  // namespace selfopt::exchange
