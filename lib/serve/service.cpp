#include "serve/service.hpp"

#include <selfopt/error.hpp>

#include "sql/statement.hpp"

namespace selfopt::serving {

Sessions& Service::database() const {
  if (!sessions)
    throw Error(ErrorKind::refused, "this server has no database", {},
                "It was started with --no-database, and only analyses statements.");
  return *sessions;
}

std::string Service::shown_sql(const std::string& sql) const {
  return options.literals ? sql : sql::normalize(sql);
}

}  // namespace selfopt::serving
