#include "input/content_hash.hpp"

#include <fmt/format.h>
// libpg_query exports an xxHash of its own; inlined, ours cannot be mistaken for it.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace selfopt::input {

struct ContentHash::State {
  XXH3_state_t* state = XXH3_createState();
  State() { XXH3_64bits_reset(state); }
  ~State() { XXH3_freeState(state); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

ContentHash::ContentHash() : m_state(std::make_unique<State>()) {}
ContentHash::~ContentHash() = default;

void ContentHash::update(std::string_view bytes) {
  XXH3_64bits_update(m_state->state, bytes.data(), bytes.size());
}

std::string ContentHash::hex() const {
  return fmt::format("{:016x}", XXH3_64bits_digest(m_state->state));
}

}  // namespace selfopt::input
