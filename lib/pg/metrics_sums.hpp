#pragma once

#include <chrono>
#include <vector>

#include "pg/session.hpp"
#include "pg/window.hpp"

/// Measurements summed up by hours, quarters of a day and days, and by the last day, week and month
/// as a whole: selfopt.statement_sums and selfopt.summed_spans.
namespace selfopt::pg {

/// Sums up what is over and has not been summed up yet, the finest first, and removes what nobody
/// asks for any more. Whoever calls it next goes on where it stopped. What is wrong is only logged:
/// without sums everything works, more slowly.
void sum_up_metrics(Session& session, std::chrono::milliseconds at_most = std::chrono::seconds(1));

/// \param known is summed up already
/// \param first_s when the earliest measurement was stored, in seconds since 1970
/// \returns what is to be summed up, the finest first
std::vector<SummedSpan> spans_due(const std::vector<SummedSpan>& known, double first_s,
                                  double now_s);

/// \returns whether a span is still of use
bool is_kept(const SummedSpan& span, double now_s);

}  // namespace selfopt::pg
