#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/workload.hpp>

/// A workload as its distinct statements: one row a fingerprint, weighted.
namespace selfopt::shapes {

/// All statements of one fingerprint.
struct Shape {
  WorkloadQuery query;  ///< the first of them; calls and total_ms are of all together
  Features features;
  std::int64_t statements = 0;  ///< how often it stands in the input
};

/// A statement that does not parse: it has no shape.
struct Unparsed {
  WorkloadQuery query;
  std::string error;
};

struct Shapes {
  std::vector<Shape> shapes;       ///< in the order of their first statements
  std::vector<Unparsed> unparsed;  ///< equal texts once
  std::int64_t statements = 0;     ///< of the input, those that do not parse included
};

/// Reads files of SQL, Workload lines or Features lines, "-" is standard input, in memory that is
/// proportional to the number of distinct statements. A statement is parsed only if none before it
/// differs from it in constants alone.
/// \param jobs threads, >= 1; the result does not depend on it
/// \throws Error{input}, Error::interrupted
Shapes read_shapes(const std::vector<std::string>& inputs, int jobs);

/// The same for a workload that has been read.
Shapes shapes_of(const Workload& workload);

/// \returns what each shape counts by, >= 0 and not all 0. Time of a shape whose time is not known
///          is taken to be the mean time of a call; if none is known, calls count.
std::vector<double> weights_of(const std::vector<Shape>& shapes, Weight weight);

}  // namespace selfopt::shapes
