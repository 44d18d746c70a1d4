#include "support/random_table.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <limits>

#include <fmt/format.h>

namespace selfopt::test {
namespace {

using Values = std::vector<std::optional<std::string>>;
using Random = env::Random;

bool one_in(Random& random, std::uint64_t n) {
  return random.below(n) == 0;
}

std::int64_t between(Random& random, std::int64_t low, std::int64_t high) {
  const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  const std::uint64_t step = span == 0 ? random.bits() : random.below(span);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + step);
}

std::string digits(Random& random, std::size_t count) {
  std::string out;
  while (out.size() < count)
    out += static_cast<char>('0' + random.below(10));
  return out;
}

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

std::uint32_t letter(Random& random) {
  constexpr std::array<std::uint32_t, 6> k_limits{0x80, 0x80, 0x100, 0x800, 0x10000, 0x110000};
  for (;;) {
    const auto code = static_cast<std::uint32_t>(random.below(k_limits[random.below(6)]));
    // A file with many control characters is rightly taken for a program.
    if (code < 0x20 && (code == 0 || !one_in(random, 20))) continue;
    if (code < 0xd800 || code > 0xdfff) return code;
  }
}

// Fills the cells that are not NULL; at least one is not if there are rows.
Values filled(Random& random, std::size_t rows, const std::function<std::string()>& value) {
  const std::uint64_t nulls_of_ten = random.below(4) * random.below(4);
  Values out;
  for (std::size_t i = 0; i < rows; ++i)
    out.push_back(i > 0 && random.below(10) < nulls_of_ten ? std::nullopt : std::optional(value()));
  return out;
}

RandomColumn integers(Random& random, std::size_t rows) {
  constexpr std::array<std::int64_t, 4> k_limits{100, std::numeric_limits<std::int16_t>::max(),
                                                 std::numeric_limits<std::int32_t>::max(),
                                                 std::numeric_limits<std::int64_t>::max()};
  const std::int64_t limit = k_limits[random.below(k_limits.size())];
  std::int64_t smallest = 0;
  std::int64_t largest = 0;
  RandomColumn column;
  column.values = filled(random, rows, [&] {
    const std::int64_t value = one_in(random, 20)   ? limit
                               : one_in(random, 20) ? -limit - 1
                                                    : between(random, -limit - 1, limit);
    smallest = std::min(smallest, value);
    largest = std::max(largest, value);
    return fmt::format("{}", value);
  });
  column.type = smallest >= std::numeric_limits<std::int16_t>::min() &&
                        largest <= std::numeric_limits<std::int16_t>::max()
                    ? "smallint"
                : smallest >= std::numeric_limits<std::int32_t>::min() &&
                        largest <= std::numeric_limits<std::int32_t>::max()
                    ? "integer"
                    : "bigint";
  return column;
}

RandomColumn decimals(Random& random, std::size_t rows) {
  const std::uint64_t most_whole = 1 + random.below(30);
  const std::uint64_t most_scale = 1 + random.below(10);
  std::size_t whole_digits = 0;
  std::size_t scale = 0;
  RandomColumn column;
  column.values = filled(random, rows, [&] {
    std::string whole = digits(random, random.below(most_whole + 1));
    whole.erase(0, whole.find_first_not_of('0'));
    const std::string fraction = digits(random, 1 + random.below(most_scale));
    whole_digits = std::max(whole_digits, whole.size());
    scale = std::max(scale, fraction.size());
    return fmt::format("{}{}.{}", one_in(random, 3) ? "-" : "", whole.empty() ? "0" : whole,
                       fraction);
  });
  column.type = fmt::format("numeric({},{})", whole_digits + scale, scale);
  return column;
}

RandomColumn doubles(Random& random, std::size_t rows) {
  constexpr std::array<const char*, 5> k_extremes{"1.7976931348623157e308",
                                                  "-1.7976931348623157e308", "5e-324", "1e0",
                                                  "2.2250738585072014e-308"};
  return {"", "double precision", filled(random, rows, [&] {
            if (one_in(random, 10)) return std::string(k_extremes[random.below(5)]);
            return fmt::format("{:.16e}", (random.uniform() - 0.5) *
                                              static_cast<double>(1 + random.below(1U << 30)));
          })};
}

std::string day_of(Random& random, const char* form) {
  const auto year = one_in(random, 20) ? (one_in(random, 2) ? 1 : 9999) : 1900 + random.below(200);
  return fmt::format(fmt::runtime(form), fmt::arg("y", year), fmt::arg("m", 1 + random.below(12)),
                     fmt::arg("d", 1 + random.below(28)));
}

RandomColumn dates(Random& random, std::size_t rows) {
  constexpr std::array<const char*, 3> k_forms{"{y:04}-{m:02}-{d:02}", "{y:04}/{m:02}/{d:02}",
                                               "{d:02}.{m:02}.{y:04}"};
  const char* form = k_forms[random.below(k_forms.size())];
  return {"", "date", filled(random, rows, [&] { return day_of(random, form); })};
}

RandomColumn slash_dates(Random& random, std::size_t rows, bool day_first) {
  const char* form = day_first ? "{d}/{m}/{y:04}" : "{m}/{d}/{y:04}";
  RandomColumn column{"", "date", filled(random, rows, [&] { return day_of(random, form); })};
  if (rows > 0) column.values.front() = day_first ? "31/12/1999" : "12/31/1999";
  return column;
}

std::string time_of(Random& random) {
  std::string time =
      fmt::format("{:02}:{:02}:{:02}", random.below(24), random.below(60), random.below(60));
  if (one_in(random, 3)) time += "." + digits(random, 1 + random.below(6));
  return time;
}

RandomColumn times(Random& random, std::size_t rows) {
  return {"", "time", filled(random, rows, [&] { return time_of(random); })};
}

RandomColumn timestamps(Random& random, std::size_t rows) {
  const bool zones = one_in(random, 2);
  const char* between = one_in(random, 2) ? " " : "T";
  return {"", zones ? "timestamptz" : "timestamp", filled(random, rows, [&] {
            std::string zone;
            if (zones)
              zone = one_in(random, 3) ? "Z"
                                       : fmt::format("{}{:02}:{:02}", one_in(random, 2) ? '+' : '-',
                                                     random.below(14), random.below(4) * 15);
            return day_of(random, "{y:04}-{m:02}-{d:02}") + between + time_of(random) + zone;
          })};
}

RandomColumn booleans(Random& random, std::size_t rows) {
  constexpr std::array<std::array<const char*, 2>, 4> k_forms{
      {{"true", "false"}, {"True", "False"}, {"yes", "no"}, {"t", "f"}}};
  const auto& form = k_forms[random.below(k_forms.size())];
  RandomColumn column{"", "boolean", filled(random, rows, [&] { return form[random.below(2)]; })};
  const bool are_words =
      form[1] == std::string_view("false") || form[1] == std::string_view("False");
  if (rows < 2 && !are_words) column.type = "text";
  if (rows >= 1) column.values[0] = form[1];
  if (rows >= 2) column.values[1] = form[0];
  return column;
}

RandomColumn uuids(Random& random, std::size_t rows) {
  return {"", "uuid", filled(random, rows, [&] {
            return fmt::format("{:08x}-{:04x}-{:04X}-{:04x}-{:012x}", random.below(1ULL << 32),
                               random.below(1U << 16), random.below(1U << 16),
                               random.below(1U << 16), random.below(1ULL << 48));
          })};
}

RandomColumn intervals(Random& random, std::size_t rows) {
  const bool iso = one_in(random, 3);
  return {"", "interval", filled(random, rows, [&] {
            const std::int64_t months = between(random, -30, 30);
            const std::int64_t days = between(random, -40, 40);
            if (iso) return fmt::format("P{}M{}DT{}H{}.5S", months, days, random.below(90), 7);
            return fmt::format("{} mons {} days {}{}", months, days, one_in(random, 2) ? "-" : "",
                               time_of(random));
          })};
}

RandomColumn addresses(Random& random, std::size_t rows) {
  return {"", "inet", filled(random, rows, [&] {
            const std::uint64_t bits = random.bits();
            if (one_in(random, 3)) return fmt::format("2001:db8::{:x}/64", 1 + bits % 0xfffe);
            return fmt::format("{}.{}.{}.{}{}", bits % 256, bits / 256 % 256, bits / 65536 % 256,
                               bits / 16777216 % 256, one_in(random, 3) ? "/8" : "");
          })};
}

RandomColumn documents(Random& random, std::size_t rows) {
  return {"", "jsonb", filled(random, rows, [&] {
            return fmt::format(
                "{{\"n\": {}.50, \"list\": [{}, null, true], \"t\": \"a;b|\u00fc\"}}",
                between(random, -9, 9), random.below(100));
          })};
}

RandomColumn texts(Random& random, std::size_t rows, bool plain) {
  constexpr std::array<const char*, 14> k_awkward{"",     "\"",  "\"\"",    "'",       "\n",
                                                  "\r\n", "\\.", "\\N",     "NULL",    ",;",
                                                  "|\t",  " x ", "a\"b\"c", "\n\n\"\n"};
  const std::uint64_t longest = one_in(random, 10) ? 3000 : 30;
  RandomColumn column{"", "text", filled(random, rows, [&] {
                        if (plain) return "w" + digits(random, random.below(9));
                        if (one_in(random, 4)) return std::string(k_awkward[random.below(14)]);
                        std::string text;
                        for (std::uint64_t i = random.below(longest); i > 0; --i)
                          append_utf8(text, letter(random));
                        return text;
                      })};
  if (rows > 0) column.values.front() = "some text";
  return column;
}

RandomColumn codes(Random& random, std::size_t rows) {
  RandomColumn column{"", "text", filled(random, rows, [&] { return digits(random, 5); })};
  if (rows > 0) column.values.back() = "0" + digits(random, 4);
  return column;
}

// Numbers, until a row far behind is none: all of them have to be text as they were written.
RandomColumn late_texts(Random& random, std::size_t rows) {
  RandomColumn column = decimals(random, rows);
  column.type = "text";
  if (rows > 0) column.values.back() = "unknown";
  return column;
}

RandomColumn random_column(Random& random, std::size_t rows, bool plain, bool day_first) {
  switch (random.below(plain ? 15 : 16)) {
    case 0:
      return integers(random, rows);
    case 1:
      return decimals(random, rows);
    case 2:
      return doubles(random, rows);
    case 3:
      return dates(random, rows);
    case 4:
      return slash_dates(random, rows, day_first);
    case 5:
      return times(random, rows);
    case 6:
      return timestamps(random, rows);
    case 7:
      return booleans(random, rows);
    case 8:
      return uuids(random, rows);
    case 9:
      return codes(random, rows);
    case 10:
      return late_texts(random, rows);
    case 11:
      return {"", "text", Values(rows)};
    case 12:
      return intervals(random, rows);
    case 13:
      return addresses(random, rows);
    case 15:  // not if values must need no quotes
      return documents(random, rows);
    default:
      return texts(random, rows, plain);
  }
}

bool needs_quotes(const std::string& value, const RandomDialect& dialect) {
  return value.empty() || value == "NULL" || value == "\\N" ||
         value.find(dialect.delimiter) != std::string::npos ||
         value.find_first_of("\"'\r\n") != std::string::npos;
}

std::string written(const std::string& value, const RandomDialect& dialect, Random& random) {
  if (dialect.quote == '\0' || (!needs_quotes(value, dialect) && !one_in(random, 8))) return value;
  std::string out(1, dialect.quote);
  for (const char c : value) {
    if (c == dialect.quote) out += c;
    out += c;
  }
  return out + dialect.quote;
}

}  // namespace

RandomTable random_table(Random& random, std::size_t rows, bool plain) {
  RandomTable table;
  table.day_first = one_in(random, 2);
  const std::uint64_t columns = 1 + random.below(12);
  for (std::uint64_t i = 0; i < columns; ++i) {
    RandomColumn column = random_column(random, rows, plain, table.day_first);
    if (rows == 0) column.type = "text";
    column.name = fmt::format("c{}", i);
    table.columns.push_back(std::move(column));
  }
  return table;
}

RandomDialect random_dialect(Random& random) {
  constexpr std::array<char, 4> k_delimiters{',', ';', '\t', '|'};
  constexpr std::array<char, 4> k_quotes{'"', '"', '\'', '\0'};
  constexpr std::array<const char*, 4> k_line_ends{"\n", "\n", "\r\n", "\r"};
  return {.delimiter = k_delimiters[random.below(4)],
          .quote = k_quotes[random.below(4)],
          .line_end = k_line_ends[random.below(4)],
          .has_header = !one_in(random, 3),
          .bom = one_in(random, 3),
          .ends_with_line_end = !one_in(random, 3)};
}

std::string write_csv(const RandomTable& table, const RandomDialect& dialect, Random& random) {
  std::string out = dialect.bom ? "\xef\xbb\xbf" : "";
  const auto end_field = [&](const RandomColumn& column) {
    if (&column == &table.columns.back())
      out += dialect.line_end;
    else
      out += dialect.delimiter;
  };
  if (dialect.has_header)
    for (const RandomColumn& column : table.columns) {
      out += column.name;
      end_field(column);
    }
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (const RandomColumn& column : table.columns) {
      if (const auto& value = column.values[row]) out += written(*value, dialect, random);
      end_field(column);
    }
  // A last line that is empty is a row of a file with one column.
  const bool last_is_null = table.rows() > 0 && !table.columns.back().values.back();
  if (!dialect.ends_with_line_end && !last_is_null && out.ends_with(dialect.line_end))
    out.resize(out.size() - dialect.line_end.size());
  return out;
}

}  // namespace selfopt::test
