#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

/// Keeps deeply nested statements from overflowing the stack: libpg_query and our walk of its tree
/// recurse once a level and check nothing.
namespace selfopt::sql {

/// \returns a number that the depth of the statement's parse tree does not exceed by more than a
///          constant factor. `1+1+1` nests as deeply as it has signs: its tree leans to the left.
std::size_t depth_bound(std::string_view statement);

/// Runs \p work on another thread, whose stack takes trees of k_deepest levels; one at a time. What
/// \p work throws is thrown here. \throws Error{internal} if there is no such thread to be had
void run_on_deep_stack(const std::function<void()>& work);

/// Trees up to this depth fit a thread's usual 8 MiB, in a build with sanitizers too.
inline constexpr std::size_t k_shallow = 1000;
inline constexpr std::size_t k_deepest = 100'000;

}  // namespace selfopt::sql
