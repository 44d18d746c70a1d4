#pragma once

#include <string>
#include <string_view>

/// The pieces that every page of ours is made of. Texts are escaped here unless a parameter is
/// called html.
namespace selfopt::page {

/// The one style sheet, in dark and light. Contrast of text is 4.5:1 or more in both.
extern const char* const k_style;
/// Fetches a page again now and then, and copies SQL. Pages work without it.
extern const char* const k_script;
/// What a browser's tab shows: times that become shorter.
extern const char* const k_icon;

/// Where a page's style, script and icon come from.
enum class Assets {
  inside,  ///< one file that needs no server; no script, no icon
  linked,  ///< /style.css, /script.js and /icon.svg
};

/// \returns a whole document
std::string frame(std::string_view title, std::string_view body_html, Assets assets);

}  // namespace selfopt::page
