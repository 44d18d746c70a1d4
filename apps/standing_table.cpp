#include "standing_table.hpp"

#include <cmath>

#include <fmt/format.h>

#include <selfopt/moment.hpp>
#include <selfopt/units.hpp>

#include "table.hpp"

namespace selfopt::app {
namespace {

using enum Table::Align;

constexpr std::size_t k_most_rows = 10;

// The first rows of a table below a heading, which says how many more there are.
template <typename Items, typename Add>
std::string titled(const char* title, const Items& items, Table table, std::size_t width, Add add) {
  if (items.empty()) return {};
  std::size_t shown = 0;
  for (const auto& item : items) {
    if (shown++ == k_most_rows) break;
    add(table, item);
  }
  const std::string more = items.size() > k_most_rows
                               ? fmt::format(" ({} of {})", k_most_rows, items.size())
                               : std::string();
  return fmt::format("\n{}{}\n{}", title, more, table.text(width));
}

std::string advice(const Standing& standing, std::size_t width) {
  return titled(
      "advised now", standing.advice,
      Table({{"saves", right}, {"size", right}, {"sure", right}, {"change", left, true}}), width,
      [](Table& table, const StandingAdvice& one) {
        const Recommendation& what = one.advice;
        table.add({what.benefit > 0 ? fmt::format("{:.1f} %", what.benefit * 100) : "-",
                   what.size_bytes > 0 ? format_bytes(what.size_bytes) : "-",
                   what.confidence ? fmt::format("{:.0f} %", *what.confidence * 100) : "-",
                   what.ddl});
      });
}

std::string actions(const Standing& standing, std::size_t width) {
  return titled("changes", standing.actions,
                Table({{"id", right},
                       {"when"},
                       {"outcome"},
                       {"before", right},
                       {"after", right},
                       {"change", left, true}}),
                width, [](Table& table, const Action& action) {
                  const Verification& found = action.verification;
                  const auto figure = [&](double value) -> std::string {
                    if (found.before <= 0) return "-";
                    return found.method == "plan" ? format_count(std::llround(value))
                                                  : format_duration_ms(value);
                  };
                  table.add({std::to_string(action.id), shown_moment(action.last_moment()),
                             action.state + (found.verdict.empty() ? "" : ", " + found.verdict),
                             figure(found.before), figure(found.after), action.ddl});
                });
}

std::string indexes(const Standing& standing, std::size_t width) {
  struct Doubtful {
    const Index* index;
    std::string verdict;
  };
  std::vector<Doubtful> doubtful;
  for (const Index& index : standing.indexes)
    if (std::string verdict = index_verdict(index, standing.usage, standing.advice);
        is_bad_verdict(verdict))
      doubtful.push_back({&index, std::move(verdict)});
  return titled("indexes to look at", doubtful,
                Table({{"size", right}, {"verdict"}, {"table"}, {"index", left, true}}), width,
                [](Table& table, const Doubtful& one) {
                  table.add({format_bytes(one.index->size_bytes), one.verdict, one.index->table,
                             one.index->name});
                });
}

std::string loads(const Standing& standing, std::size_t width) {
  return titled("loads", standing.loads,
                Table({{"when"},
                       {"rows", right},
                       {"rejected", right},
                       {"time", right},
                       {"table"},
                       {"file", left, true}}),
                width, [](Table& table, const PastLoad& load) {
                  table.add({shown_moment(load.loaded_at), format_count(load.rows_loaded),
                             format_count(load.rows_rejected),
                             format_duration_ms(load.seconds * 1000), load.table, load.file});
                });
}

}  // namespace

std::string standing_tables(const Standing& standing, std::size_t width) {
  return advice(standing, width) + actions(standing, width) + indexes(standing, width) +
         loads(standing, width);
}

}  // namespace selfopt::app
