#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/model.hpp>
#include <selfopt/predict.hpp>

#include "pg/model_store.hpp"
#include "pg/session.hpp"
#include "pg/watch_store.hpp"

namespace selfopt {

Model stored_model(const Database& database) {
  pg::Session session(database);
  const auto stored = pg::read_model(session);
  if (!stored)
    throw Error(ErrorKind::input,
                fmt::format("database \"{}\" holds no model", pg::database_name(session)), {},
                "selfopt watch trains one when enough was measured; or name a file with --model.");
  return model_from_file(stored->content, "selfopt.models");
}

}  // namespace selfopt
