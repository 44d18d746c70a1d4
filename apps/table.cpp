#include "table.hpp"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace selfopt::app {
namespace {

constexpr std::size_t k_gap = 2;
constexpr std::size_t k_least_width = 12;

// Characters, not bytes: what a terminal shows of UTF-8 text without wide or combining characters.
std::size_t shown_width(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string cut(const std::string& text, std::size_t width) {
  if (shown_width(text) <= width) return text;
  std::string out;
  std::size_t shown = 0;
  for (const char c : text) {
    const bool starts = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (starts && ++shown == width) break;
    out += c;
  }
  return out + "…";
}

std::string pad(const std::string& text, std::size_t width, Table::Align align) {
  const std::string space(width - std::min(width, shown_width(text)), ' ');
  return align == Table::Align::left ? text + space : space + text;
}

std::string without_trailing_space(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

void Table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells)
    std::ranges::replace_if(
        cell, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  cells.resize(m_columns.size());
  m_rows.push_back(std::move(cells));
}

std::string Table::text(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (const Column& column : m_columns)
    widths.push_back(shown_width(column.title));
  for (const auto& row : m_rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], shown_width(row[i]));

  std::size_t total = k_gap * (widths.size() - 1);
  for (const std::size_t w : widths)
    total += w;
  for (std::size_t i = widths.size(); i-- > 0 && width > 0 && total > width;) {
    if (!m_columns[i].may_shrink) continue;
    const std::size_t spare = widths[i] - std::min(widths[i], k_least_width);
    const std::size_t taken = std::min(spare, total - width);
    widths[i] -= taken;
    total -= taken;
  }

  const auto line = [&](const auto& cell_of) {
    std::string text;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
      if (i > 0) text.append(k_gap, ' ');
      text += pad(cut(cell_of(i), widths[i]), widths[i], m_columns[i].align);
    }
    return without_trailing_space(text) + "\n";
  };
  const auto rule_line = [&] {
    return line([&](std::size_t i) { return std::string(widths[i], '-'); });
  };

  std::string out = line([&](std::size_t i) { return m_columns[i].title; }) + rule_line();
  for (std::size_t row = 0; row < m_rows.size(); ++row) {
    if (std::ranges::find(m_rules, row) != m_rules.end()) out += rule_line();
    out += line([&](std::size_t i) { return m_rows[row][i]; });
  }
  return out;
}

std::size_t stdout_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace selfopt::app
