#include "page/frame.hpp"

#include <fmt/format.h>

#include <selfopt/version.hpp>

#include "exchange/markup.hpp"

namespace selfopt::page {

const char* const k_script = R"js("use strict";
const pause = 60000;
async function refresh() {
  const busy = document.hidden || document.querySelector("details[open], main :focus") ||
    String(getSelection());
  try {
    if (!busy) {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelector("main").replaceWith(page.querySelector("main"));
      offerCopies();
    }
  } catch { /* the server is away; the page stays as it is */ }
  setTimeout(refresh, pause);
}
function offerCopies() {
  if (!navigator.clipboard) return;
  for (const text of document.querySelectorAll("pre.sql")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "copied";
    });
    text.after(button);
  }
}
offerCopies();
setTimeout(refresh, pause);
)js";

const char* const k_icon =
    R"svg(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#1f7a6d"/>
<path d="M8 6v20M16 13v13M24 20v6" stroke="#fff" stroke-width="5" stroke-linecap="round"/>
</svg>
)svg";

std::string frame(std::string_view title, std::string_view body_html, Assets assets) {
  const std::string head = assets == Assets::inside
                               ? fmt::format("<style>{}</style>\n", k_style)
                               : fmt::format(
                                     "<link rel=\"stylesheet\" href=\"/style.css?v={0}\">\n"
                                     "<link rel=\"icon\" href=\"/icon.svg?v={0}\">\n"
                                     "<script src=\"/script.js?v={0}\" defer></script>\n",
                                     version());
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n{}<main>\n{}</main>\n</html>\n",
      exchange::escape_markup(title), head, body_html);
}

}  // namespace selfopt::page
