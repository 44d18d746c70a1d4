#include "report/shown_moment.hpp"

#include <algorithm>

#include "exchange/markup.hpp"

namespace selfopt {

std::string shown_moment(std::string_view iso) {
  constexpr std::size_t k_to_minutes = 16;
  std::string shown = exchange::escape_markup(iso.substr(0, k_to_minutes));
  std::ranges::replace(shown, 'T', ' ');
  return shown;
}

}  // namespace selfopt
