#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/performance.hpp>
#include <selfopt/serve.hpp>

#include "serve/analyzer.hpp"
#include "serve/groups.hpp"
#include "serve/sessions.hpp"

namespace selfopt::serving {

struct Overview;

/// What all answers are made from. Used by several threads at a time.
struct Service {
  explicit Service(const ServeOptions& given)
      : options(given),
        sessions(given.database ? std::make_unique<Sessions>(*given.database) : nullptr),
        analyzer(given.models, given.database),
        groups(sessions.get()) {}

  /// \throws Error{refused} if there is no database
  Sessions& database() const;
  /// \returns the text of a statement as it may be shown
  std::string shown_sql(const std::string& sql) const;

  const ServeOptions& options;
  std::unique_ptr<Sessions> sessions;  ///< null without a database
  Analyzer analyzer;
  Groups groups;
  struct KeptOverview {
    std::shared_ptr<const Overview> overview;
    std::chrono::steady_clock::time_point read_at;
  };
  std::mutex reading;                        ///< of what follows
  std::map<double, KeptOverview> overviews;  ///< by the length of their window
  struct KeptShares {
    std::vector<NodeShare> shares;
    std::optional<std::chrono::steady_clock::time_point> read_at;
  };
  KeptShares node_shares;
  std::mutex changing;  ///< held while the database is being changed
  std::time_t started = std::time(nullptr);
  std::array<std::atomic<std::int64_t>, 5> answers{};  ///< by the first digit of their status
};

}  // namespace selfopt::serving
