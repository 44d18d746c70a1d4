#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/workload.hpp>

#include "train/rows.hpp"

namespace selfopt::training {

/// What a workload gives a model to learn from.
struct Gathered {
  Rows rows;  ///< no two alike
  Knowledge knowledge = Knowledge::text;
  std::int64_t statements = 0;  ///< of the workload
  std::int64_t left_out = 0;    ///< of them; a warning has named the first, with the reason
  std::string database;         ///< that was asked; empty: none
  int server_version = 0;
};

/// Takes the statements whose time is known.
/// \param database asked for plans that lines lack and for the sizes of tables; without one, plans
///        are looked at only if all usable lines have one
/// \param recent_since ISO 8601 in UTC: lines seen later give recent rows; empty: none does
/// \throws Error{database}, Error::interrupted
Gathered gather_times(const Workload& workload, const std::optional<Database>& database,
                      const std::string& recent_since);

/// Takes the statements whose benefit is known.
/// \param benefits of each statement the share of its cost that an index took away; nullopt: not
/// known
Gathered gather_benefits(const Workload& workload,
                         const std::vector<std::optional<double>>& benefits,
                         const std::optional<Database>& database);

/// \returns 1 if an index that saves this share is worth having, else 0
double pays(double benefit);

}  // namespace selfopt::training
