#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <selfopt/error.hpp>
#include <selfopt/nouns/database.hpp>

#include "pg/session.hpp"

namespace selfopt::serving {

/// Connections to the database that are made when they are needed, kept, and made anew when they
/// were lost. They can only read.
class Sessions {
 public:
  explicit Sessions(Database database);

  /// Calls \p work with a session that nobody else uses meanwhile.
  /// \throws Error{database} if there is no server, at once if there was none a moment ago; what
  ///         \p work throws
  template <typename Work>
  auto with(Work work) {
    auto session = take();
    try {
      if constexpr (std::is_void_v<decltype(work(*session))>) {
        work(*session);
        give_back(std::move(session));
      } else {
        auto result = work(*session);
        give_back(std::move(session));
        return result;
      }
    } catch (const Error& error) {
      // Whatever is wrong with a connection, it is not used again.
      if (error.kind() != ErrorKind::database) give_back(std::move(session));
      throw;
    }
  }

  const Database& database() const { return m_database; }

 private:
  using Clock = std::chrono::steady_clock;
  std::unique_ptr<pg::Session> take();
  std::unique_ptr<pg::Session> connect();
  void give_back(std::unique_ptr<pg::Session> session);

  Database m_database;
  std::mutex m_mutex;
  std::vector<std::unique_ptr<pg::Session>> m_free;
  std::optional<Error> m_failure;  ///< why the last attempt to connect failed
  Clock::time_point m_failed_at;
};

}  // namespace selfopt::serving
