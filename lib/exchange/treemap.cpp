#include "exchange/treemap.hpp"

#include <algorithm>
#include <numeric>

namespace selfopt::exchange {
namespace {

// How far from a square the worst box of a row is: the longer side by the shorter.
double worst(const std::vector<double>& areas, std::size_t begin, std::size_t end, double side) {
  const double sum = std::accumulate(areas.begin() + static_cast<std::ptrdiff_t>(begin),
                                     areas.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
  if (sum <= 0) return 0;
  const double squared = side * side / (sum * sum);
  return std::max(squared * areas[begin], 1 / (squared * std::max(areas[end - 1], 1e-12)));
}

}  // namespace

std::vector<Box> treemap(const Box& whole, const std::vector<double>& sizes) {
  const double sum = std::accumulate(sizes.begin(), sizes.end(), 0.0);
  std::vector<double> areas;
  for (const double size : sizes)
    areas.push_back(sum > 0 ? size / sum * whole.width * whole.height : 0);
  std::vector<Box> boxes;
  Box left = whole;
  for (std::size_t begin = 0; begin < areas.size();) {
    const double side = std::min(left.width, left.height);
    std::size_t end = begin + 1;
    while (end < areas.size() &&
           worst(areas, begin, end + 1, side) <= worst(areas, begin, end, side))
      ++end;
    const double row = std::accumulate(areas.begin() + static_cast<std::ptrdiff_t>(begin),
                                       areas.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
    const double thickness = side > 0 ? row / side : 0;
    const bool upright = left.width >= left.height;
    double at = 0;
    for (; begin < end; ++begin) {
      const double length = thickness > 0 ? areas[begin] / thickness : 0;
      boxes.push_back(upright ? Box{left.x, left.y + at, thickness, length}
                              : Box{left.x + at, left.y, length, thickness});
      at += length;
    }
    (upright ? left.x : left.y) += thickness;
    (upright ? left.width : left.height) -= thickness;
  }
  return boxes;
}

}  // namespace selfopt::exchange
