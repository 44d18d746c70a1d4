#include "prediction/plan_work.hpp"

#include <algorithm>
#include <utility>

namespace selfopt::prediction {
namespace {

constexpr std::array<std::pair<std::string_view, Work>, 30> k_kinds{{
    {"Seq Scan", Work::seq_scan},
    {"Index Scan", Work::index_scan},
    {"Index Only Scan", Work::index_only_scan},
    {"Bitmap Heap Scan", Work::bitmap_scan},
    {"Bitmap Index Scan", Work::bitmap_scan},
    {"BitmapAnd", Work::bitmap_scan},
    {"BitmapOr", Work::bitmap_scan},
    {"Function Scan", Work::other_scan},
    {"Values Scan", Work::other_scan},
    {"CTE Scan", Work::other_scan},
    {"Subquery Scan", Work::other_scan},
    {"Sample Scan", Work::other_scan},
    {"Tid Scan", Work::other_scan},
    {"Foreign Scan", Work::other_scan},
    {"WorkTable Scan", Work::other_scan},
    {"Nested Loop", Work::nested_loop},
    {"Hash Join", Work::hash_join},
    {"Hash", Work::hash_join},
    {"Merge Join", Work::merge_join},
    {"Sort", Work::sort},
    {"Incremental Sort", Work::sort},
    {"Aggregate", Work::aggregate},
    {"Group", Work::aggregate},
    {"Unique", Work::aggregate},
    {"WindowAgg", Work::window},
    {"Gather", Work::gather},
    {"Gather Merge", Work::gather},
    {"Materialize", Work::keep},
    {"Memoize", Work::keep},
    {"ModifyTable", Work::modify},
}};

Work kind_of(const PlanNode& node) {
  const auto* found = std::ranges::find(k_kinds, node.type, &decltype(k_kinds)::value_type::first);
  return found == k_kinds.end() ? Work::other : found->second;
}

bool is_table_scan(Work kind) {
  return kind <= Work::bitmap_scan;
}

// Nodes that read all that is below them before they give out their first row.
bool reads_all_first(const PlanNode& node) {
  return node.type == "Sort" || node.type == "Hash" || node.type == "Bitmap Heap Scan" ||
         (node.type == "Aggregate" && node.strategy != "Sorted");
}

// How often a node runs, and which part of it each time.
struct Course {
  double loops = 1;
  double share = 1;  // of the way from its first row to its last, 0 to 1
  double depth = 1;
  bool parallel = false;
};

double cost_of_course(const PlanNode& node, const Course& course) {
  return course.loops *
         (node.startup_cost + course.share * std::max(0.0, node.total_cost - node.startup_cost));
}

class Adder {
 public:
  PlanWork add_up(const Plan& plan) {
    m_work.total_cost = plan.root.total_cost;
    m_work.startup_cost = plan.root.startup_cost;
    m_work.rows = plan.root.rows;
    m_work.width = plan.root.width;
    add(plan.root, {});
    return m_work;
  }

 private:
  void add(const PlanNode& node, const Course& course) {
    const double cost = cost_of_course(node, course);
    double left = cost;
    for (const PlanNode& child : node.children) {
      const Course below = course_of_child(node, course, child, left);
      left = std::max(0.0, left - cost_of_course(child, below));
      add(child, below);
    }
    note(node, course, left);
    note_doubt(node, course);
  }

  // The planner never expects less than a row. Where it expects one there may be none, and then the
  // other side of the join is not run.
  void note_doubt(const PlanNode& node, const Course& course) {
    if (node.children.size() != 2 || node.join_type.empty()) return;
    const PlanNode& outer = node.children[0];
    const PlanNode& inner = node.children[1];
    if (outer.rows <= 1) m_work.doubtful_cost += course.loops * inner.total_cost;
    if (inner.rows <= 1 && inner.type == "Hash")
      m_work.doubtful_cost += course.loops * outer.total_cost;
  }

  // \param left of the parent's cost, when that of the children before this one is taken off: a
  //             child cannot cost more, whatever its loops seem to be
  static Course course_of_child(const PlanNode& node, const Course& course, const PlanNode& child,
                                double left) {
    Course below = course;
    below.depth += 1;
    below.parallel = course.parallel || node.type.starts_with("Gather");
    if (child.place == "InitPlan") {
      below.loops = below.share = 1;
    } else if (child.place == "SubPlan") {
      // A sub-select in an expression runs for rows that the plan does not count; what the parent
      // costs beyond its other children is mostly this.
      below.share = 1;
      const double once = std::max(child.total_cost, 1e-9);
      below.loops = std::max(1.0, 0.9 * left / once);
    } else if (reads_all_first(node)) {
      below.share = 1;
    } else if (node.type == "Limit") {
      const double way = child.total_cost - child.startup_cost;
      const double part = way > 0 ? (node.total_cost - child.startup_cost) / way : 1;
      below.share = course.share * std::clamp(part, 0.0, 1.0);
    } else if (node.type == "Nested Loop" && child.place == "Inner") {
      below.share = 1;
      below.loops = course.loops * std::max(1.0, course.share * node.children.front().rows);
    }
    // A Memoize answers most repetitions itself, and a semi join stops at the first row: the
    // parent's cost knows.
    const double needs = cost_of_course(child, below);
    if (needs > left && needs > 0) below.loops = std::max(1e-3, below.loops * left / needs);
    return below;
  }

  void note(const PlanNode& node, const Course& course, double own_cost) {
    const Work kind = kind_of(node);
    const double rows = node.rows * course.loops * course.share;
    WorkOfKind& sum = m_work.kinds[static_cast<std::size_t>(kind)];
    sum.cost += own_cost;
    sum.rows += rows;
    m_work.nodes += 1;
    m_work.depth = std::max(m_work.depth, course.depth);
    m_work.repeats = std::max(m_work.repeats, course.loops);
    m_work.workers = std::max(m_work.workers, node.workers);
    if (course.loops > 1) m_work.repeated_cost += own_cost;
    if (node.place == "SubPlan") m_work.subplan_cost += cost_of_course(node, course);
    if (course.parallel) m_work.parallel_cost += own_cost;
    if (kind == Work::sort) m_work.sorted_bytes += node.rows * course.loops * node.width;
    if (node.type == "Hash" || (node.type == "Aggregate" && node.strategy == "Hashed"))
      m_work.hashed_bytes += node.rows * course.loops * node.width;
    if (is_table_scan(kind) && !node.relation.empty()) {
      m_work.scanned_tables += 1;
      m_work.largest_scan = std::max(m_work.largest_scan, rows);
    }
  }

  PlanWork m_work;
};

}  // namespace

std::string_view to_string(Work work) {
  constexpr std::array<std::string_view, k_work_kinds> k_names{
      "seq_scan",    "index_scan", "index_only_scan",
      "bitmap_scan", "other_scan", "nested_loop",
      "hash_join",   "merge_join", "sort",
      "aggregate",   "window",     "gather",
      "keep",        "modify",     "other"};
  return k_names[static_cast<std::size_t>(work)];
}

PlanWork work_of(const Plan& plan) {
  return Adder().add_up(plan);
}

}  // namespace selfopt::prediction
