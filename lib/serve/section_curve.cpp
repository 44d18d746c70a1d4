#include <fmt/format.h>

#include <selfopt/budget_curve.hpp>
#include <selfopt/error.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/pieces.hpp"
#include "serve/sections.hpp"

namespace selfopt::serving {

std::string curve_section(const Service& service) {
  std::string html = "<h2>What space for indexes buys</h2>\n";
  if (service.options.curve_file.empty())
    return html + page::empty_state(
                      "<code>selfopt recommend --budget all -o curve.json</code> finds it out; "
                      "<code>selfopt serve --curve curve.json</code> shows it.");
  try {
    const BudgetCurve curve = load_budget_curve(service.options.curve_file);
    return html + fmt::format(
                      "<p class=\"pale\">as of {}</p>\n<img src=\"/curve.svg\" width=\"760\" "
                      "height=\"440\" alt=\"cost of the workload against the space for "
                      "indexes: {}\">\n",
                      page::time_html(curve.generated_at),
                      counted(std::ssize(curve.points), "budget"));
  } catch (const Error& error) {
    return html + page::empty_state(exchange::escape_markup(error.message()));
  }
}

}  // namespace selfopt::serving
