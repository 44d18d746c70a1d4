#pragma once

#include <string>

#include "serve/overview.hpp"
#include "serve/service.hpp"

/// The parts of the page that only serve has, each as HTML with its heading. Where there is nothing
/// to show they say which command changes that.
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
// section_curve.cpp
std::string curve_section(const Service& service);

}  // namespace selfopt::serving
