#include <algorithm>

#include <selfopt/nouns/model.hpp>

namespace selfopt {

std::string_view to_string(ModelTarget target) {
  return target == ModelTarget::runtime ? "runtime" : "index-benefit";
}

std::string_view to_string(Knowledge knowledge) {
  switch (knowledge) {
    case Knowledge::text:
      return "text";
    case Knowledge::plan:
      return "plan";
    case Knowledge::database:
      return "database";
  }
  return "";
}

std::string_view to_string(Split split) {
  switch (split) {
    case Split::random:
      return "random";
    case Split::by_template:
      return "template";
    case Split::by_cluster:
      return "cluster";
  }
  return "";
}

double q_error(double measured_ms, double predicted_ms) {
  const double ratio = (measured_ms + k_clock_ms) / (predicted_ms + k_clock_ms);
  return std::max(ratio, 1 / ratio);
}

float answer(const Tree& tree, const std::vector<float>& x) {
  std::size_t at = 0;
  while (tree[at].feature != TreeNode::k_leaf) {
    const TreeNode& node = tree[at];
    at = x[static_cast<std::size_t>(node.feature)] < node.value ? at + 1 : node.not_less;
  }
  return tree[at].value;
}

}  // namespace selfopt
