#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace selfopt::input {

/// XXH3 of bytes as they come.
class ContentHash {
 public:
  ContentHash();
  ~ContentHash();
  ContentHash(const ContentHash&) = delete;
  ContentHash& operator=(const ContentHash&) = delete;

  void update(std::string_view bytes);
  /// \returns 16 hex digits for the bytes so far.
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace selfopt::input
