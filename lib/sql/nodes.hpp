#pragma once

// The definitions of PostgreSQL's parse tree, of the version that libpg_query was made from
// (cmake/dependencies.cmake sees to that), in a form that C++ takes.
extern "C" {
#include <pg_query.h>
#undef PG_MAJORVERSION
#undef PG_VERSION
#undef PG_VERSION_NUM
// clang-format off
#include <postgres.h>
#include <nodes/nodeFuncs.h>
#include <nodes/parsenodes.h>
#include <nodes/pg_list.h>
#include <nodes/primnodes.h>
#include <pg_query/pg_query_internal.h>
// clang-format on

// Exported by libpg_query, but declared in a header that is not installed.
uint64_t pg_query_fingerprint_node(const void* node);
}

// PostgreSQL's headers redefine these for the server; they would break fmt and the standard
// library.
#undef printf
#undef fprintf
#undef vprintf
#undef vfprintf
#undef snprintf
#undef vsnprintf
#undef sprintf
#undef vsprintf
#undef strerror
#undef strerror_r
#undef gettext
#undef dgettext
#undef ngettext
#undef dngettext
#undef _
#undef Min
#undef Max
#undef Abs
#undef foreach

#include <cstddef>
#include <iterator>
#include <string_view>

namespace selfopt::sql {

/// \returns \p node as what its tag says that it is.
template <typename T>
const T& as(const void* node) {
  return *static_cast<const T*>(node);
}
inline NodeTag tag_of(const void* node) {
  return node == nullptr ? T_Invalid : static_cast<const Node*>(node)->type;
}
/// \returns whether \p node is a statement that changes rows.
inline bool changes_rows(const void* node) {
  switch (tag_of(node)) {
    case T_InsertStmt:
    case T_UpdateStmt:
    case T_DeleteStmt:
    case T_MergeStmt:
      return true;
    default:
      return false;
  }
}
/// \returns the same node, typed as the walkers want it: Expr is a Node by another name.
inline const Node* node_of(const void* node) {
  return static_cast<const Node*>(node);
}
inline std::string_view string_of(const void* node) {
  return tag_of(node) == T_String ? as<String>(node).sval : "";
}
inline std::string_view view_of(const char* text) {
  return text == nullptr ? std::string_view{} : std::string_view(text);
}

/// The elements of a List of nodes, for range-based for; none for NIL.
class Nodes {
 public:
  explicit Nodes(const List* list) : m_list(list) {}

  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = const Node*;
    using difference_type = std::ptrdiff_t;
    using pointer = const Node* const*;
    using reference = const Node*;
    Iterator() = default;
    explicit Iterator(const ListCell* cell) : m_cell(cell) {}
    const Node* operator*() const { return static_cast<const Node*>(m_cell->ptr_value); }
    Iterator& operator++() {
      ++m_cell;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const ListCell* m_cell = nullptr;
  };
  Iterator begin() const { return Iterator(m_list == nullptr ? nullptr : m_list->elements); }
  Iterator end() const {
    return Iterator(m_list == nullptr ? nullptr : m_list->elements + m_list->length);
  }
  std::size_t size() const {
    return m_list == nullptr ? 0 : static_cast<std::size_t>(m_list->length);
  }
  const Node* operator[](std::size_t i) const {
    return static_cast<const Node*>(m_list->elements[i].ptr_value);
  }

 private:
  const List* m_list;
};

/// \returns the last part of a qualified name.
inline std::string_view last_name(const List* name) {
  const Nodes parts(name);
  return parts.size() == 0 ? std::string_view{} : string_of(parts[parts.size() - 1]);
}

/// \returns whether \p expression is * or t.*.
inline bool is_star(const Node* expression) {
  if (tag_of(expression) != T_ColumnRef) return false;
  const Nodes fields(as<ColumnRef>(expression).fields);
  return tag_of(fields[fields.size() - 1]) == T_A_Star;
}

}  // namespace selfopt::sql
