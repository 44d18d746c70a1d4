#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <selfopt/nouns/standing.hpp>

#include "page/timeline_svg.hpp"

/// The parts of pages that show how a database stands, each as HTML with its heading. Where there
/// is nothing to show they say which command changes that.
namespace selfopt::page {

// standing_advice.cpp
std::string advice_section(const std::vector<StandingAdvice>& advice,
                           std::string_view title = "Recommendations");
// standing_actions.cpp
/// \param nothing_html what is said where there is none
std::string actions_section(
    const std::vector<Action>& actions,
    std::string_view nothing_html =
        "Nothing was changed yet. <code>selfopt apply</code> makes what is advised, "
        "<code>selfopt watch --apply</code> does so by itself; both can be undone.");
/// \returns a mark on the axis of time for each change that was made
std::vector<TimelineMark> action_marks(const std::vector<Action>& actions);
// standing_objects.cpp
std::string indexes_section(const Standing& standing);
std::string loads_section(const std::vector<PastLoad>& loads);

}  // namespace selfopt::page
