#pragma once

// For this room only: going down the parse tree by PostgreSQL's own list of what has which
// children.

#include "sql/nodes.hpp"

namespace selfopt::sql {

/// Calls \p visit with each child of \p node that is there.
/// \param node  of a query: PostgreSQL's walker ends the program at other statements
/// \param visit takes a const Node*
template <typename Visit>
void for_each_child(const Node* node, Visit visit) {
  const auto step = +[](Node* child, void* context) {
    if (child != nullptr) (*static_cast<Visit*>(context))(static_cast<const Node*>(child));
    return false;
  };
#if PG_VERSION_NUM >= 160000
  raw_expression_tree_walker(const_cast<Node*>(node), step, &visit);
#else
  // PostgreSQL 15 declares the walker without its parameters, as C allowed.
  using Untyped = void (*)();
  raw_expression_tree_walker(const_cast<Node*>(node),
                             reinterpret_cast<bool (*)()>(reinterpret_cast<Untyped>(step)), &visit);
#endif
}

}  // namespace selfopt::sql
