#include "pg/standing.hpp"

#include <algorithm>
#include <utility>

#include "pg/catalog.hpp"
#include "pg/ledger.hpp"
#include "pg/load_history.hpp"
#include "pg/stored_advice.hpp"

namespace selfopt::pg {

Standing read_standing(Session& session, std::int64_t most_loads) {
  Standing standing;
  standing.advice = stored_advice(session);
  standing.actions = read_actions(session);
  standing.loads = past_loads(session, most_loads);
  Catalog catalog = read_catalog(session);
  standing.indexes = std::move(catalog.indexes);
  standing.usage = catalog.usage;
  std::ranges::stable_sort(standing.indexes, std::ranges::greater{}, &Index::size_bytes);
  return standing;
}

}  // namespace selfopt::pg
