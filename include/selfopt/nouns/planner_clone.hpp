#pragma once

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/recommendations.hpp>

namespace selfopt {

/// Another server that plans in place of the one that the advice is for.
struct PlannerClone {
  Database database;
  PlannedOnClone about;
};

}  // namespace selfopt
