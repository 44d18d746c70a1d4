#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/workload.hpp>

/// A few statements in place of many, for those to whom every statement is dear: advice, training.
namespace selfopt {

/// How far to go; exactly one of the two is set.
struct CompressOptions {
  std::optional<std::int64_t> representatives;  ///< at most so many statements, >= 1
  std::optional<double> error;                  ///< as few as keep the error below, 0 to 1
  Weight weight = Weight::calls;                ///< what a statement counts by
};

/// Statements that stand for others, each with the calls and times of all that it stands for.
struct CompressedWorkload {
  Workload representatives;     ///< in the order of the input
  std::int64_t statements = 0;  ///< of the input
  std::int64_t distinct = 0;    ///< how many of them differ in more than constants
  std::int64_t unparsed = 0;    ///< distinct texts that do not parse and are left out
  /// Mean distance of a statement to the one that stands for it, weighted, 0 to 1: 0 if all use the
  /// same columns of the same tables in the same ways as their representatives, 1 if they have
  /// nothing in common.
  double error = 0;
};

/// Chooses statements whose columns, and what is done with them, stand for those of all: what would
/// be advised for the few is nearly what would be advised for all. Greedy facility location
/// (Nemhauser, Wolsey and Fisher 1978), which is within 37 per cent of the best choice and in
/// practice near it. Statements that differ in constants only count as one.
CompressedWorkload compress(const Workload& workload, const CompressOptions& options);

/// The same for files of SQL, Workload lines or Features lines; "-" is standard input.
/// \throws Error{input}, Error::interrupted
CompressedWorkload compress(const std::vector<std::string>& inputs, int jobs,
                            const CompressOptions& options);

}  // namespace selfopt
