#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

/// Keeps deeply nested statements from overflowing the stack: libpg_query and our walk of its tree
/// recurse once a level and check nothing.
namespace selfopt::sql {

/// How much there is to a statement's parse tree.
struct Extent {
  /// A number that the depth of the tree does not exceed by more than a constant factor. `1+1+1`
  /// nests as deeply as it has signs: its tree leans to the left.
  std::size_t depth = 0;
  std::size_t tokens = 0;  ///< words, constants and signs
};
Extent extent_of(std::string_view statement);

/// Runs \p work on another thread, whose stack takes trees of k_deepest levels; one at a time. What
/// \p work throws is thrown here. \throws Error{internal} if there is no such thread to be had
void run_on_deep_stack(const std::function<void()>& work);

/// Trees up to this depth fit a thread's usual 8 MiB, in a build with sanitizers too.
inline constexpr std::size_t k_shallow = 1000;
inline constexpr std::size_t k_deepest = 100'000;
/// A tree of more tokens is not made: it takes some 130 bytes for each, so this many 650 MB.
inline constexpr std::size_t k_most_tokens = 5'000'000;

}  // namespace selfopt::sql
