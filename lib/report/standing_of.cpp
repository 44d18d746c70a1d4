#include "report/standing_of.hpp"

#include <string>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/moment.hpp>

#include "pg/standing.hpp"

namespace selfopt {

std::optional<Standing> standing_of(pg::Session& session, const Performance& performance) {
  constexpr std::int64_t k_most_loads = 1000;
  Standing standing;
  try {
    standing = pg::read_standing(session, k_most_loads);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
    log::warning("advice, changes and loads are left out: {}", error.message());
    return std::nullopt;
  }
  const auto from = read_moment(performance.from);
  const auto to = read_moment(performance.to);
  const auto is_outside = [&](const std::string& moment) {
    const auto at = read_moment(moment);
    return at && ((from && *at < *from) || (to && *at > *to));
  };
  std::erase_if(standing.actions,
                [&](const Action& action) { return is_outside(action.last_moment()); });
  std::erase_if(standing.loads, [&](const PastLoad& load) { return is_outside(load.loaded_at); });
  return standing;
}

}  // namespace selfopt
