#pragma once

#include <vector>

namespace selfopt::exchange {

/// A rectangle of a picture, in its units.
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// Divides \p whole among \p sizes, so that areas are proportional to them and boxes are as near to
/// squares as can be (Bruls, Huizing and van Wijk 2000).
/// \param sizes >= 0, the largest first
std::vector<Box> treemap(const Box& whole, const std::vector<double>& sizes);

}  // namespace selfopt::exchange
