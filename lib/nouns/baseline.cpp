#include <selfopt/nouns/baseline.hpp>

namespace selfopt {

int major_version(const Observation& seen) {
  constexpr int k_versions_of_major = 10'000;
  return seen.server_version / k_versions_of_major;
}

}  // namespace selfopt
