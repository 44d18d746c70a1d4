#pragma once

// For this room only: going down the parse tree by PostgreSQL's own list of what has which
// children.

#include "sql/nodes.hpp"

namespace selfopt::sql {

/// Calls \p visitor with each child of \p node, and \p context.
inline void walk_children(const Node* node, bool (*visitor)(Node*, void*), void* context) {
#if PG_VERSION_NUM >= 160000
  raw_expression_tree_walker(const_cast<Node*>(node), visitor, context);
#else
  // PostgreSQL 15 declares the walker without its parameters, as C allowed.
  using Untyped = void (*)();
  raw_expression_tree_walker(const_cast<Node*>(node),
                             reinterpret_cast<bool (*)()>(reinterpret_cast<Untyped>(visitor)),
                             context);
#endif
}

}  // namespace selfopt::sql
