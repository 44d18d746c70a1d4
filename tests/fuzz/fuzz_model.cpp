// Feeds the reader of models with whatever libFuzzer makes up, with a checksum that fits, and walks
// every tree that comes out: scripts/fuzz builds and runs it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/error.hpp>

#include "env/hash.hpp"
#include "exchange/model_file.hpp"

namespace {

void read_and_walk(const std::string& content) {
  try {
    const selfopt::Model model = selfopt::exchange::read_model(content, "model");
    const std::vector<float> low(model.features.size(), -1e30F);
    const std::vector<float> high(model.features.size(), 1e30F);
    for (const auto& member : model.members)
      for (const auto& tree : member.trees) {
        selfopt::answer(tree, low);
        selfopt::answer(tree, high);
      }
    // What was read can be written, and is read again.
    selfopt::exchange::read_model(selfopt::exchange::write_model(model), "model");
  } catch (const selfopt::Error&) {
    // Refused: that is what most of it deserves.
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string content(data, data + size);
  read_and_walk(content);
  read_and_walk(content + "checksum " + selfopt::env::stable_hash_hex(content) + "\n");
  return 0;
}
