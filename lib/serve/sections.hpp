#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/action.hpp>

#include "pg/stored_advice.hpp"
#include "serve/overview.hpp"
#include "serve/service.hpp"

/// The parts of the pages, each as HTML with its heading. Where there is nothing to show they say
/// which command changes that.
namespace selfopt::serving {

/// Links to the same page for other windows. \param path of the page
std::string window_links(const std::string& path, double window_s);
/// \returns for example "hour", "24 hours", "7 days"
std::string window_name(double window_s);

// section_health.cpp
std::string health_section(const Overview& overview);
std::string time_section(const Overview& overview);
// section_statements.cpp
std::string statements_section(const Service& service, const Overview& overview);
// section_advice.cpp
std::string advice_section(const std::vector<pg::StoredAdvice>& advice);
std::string curve_section(const Service& service);
// section_actions.cpp
std::string actions_section(const std::vector<Action>& actions);
// section_objects.cpp
std::string indexes_section(const Overview& overview);
std::string loads_section(const Overview& overview);

}  // namespace selfopt::serving
