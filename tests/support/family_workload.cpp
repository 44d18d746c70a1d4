#include "support/family_workload.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "env/random.hpp"
#include "support/family_schema.hpp"

namespace selfopt::test {
namespace {

using env::Random;

// Constants in templates.
constexpr char k_number = '\1';
constexpr char k_date = '\2';
constexpr char k_word = '\3';
constexpr char k_list = '\4';

template <typename T>
const T& pick(const std::vector<T>& values, Random& random) {
  return values[random.below(values.size())];
}

bool chance(double share, Random& random) {
  return random.uniform() < share;
}

enum class Purpose { lookup, report, top, ranks, missing, insert, update, remove };

// What a family is about. The first table is the one that the others are joined to, step by step.
struct Family {
  Purpose purpose{};
  std::vector<const FamilyTable*> tables;
};

// Writes one template of a family.
class Writer {
 public:
  Writer(const Family& family, Random& random) : m_family(family), m_random(random) {
    const bool short_names = chance(0.5, random);
    for (std::size_t i = 0; i < family.tables.size(); ++i)
      m_aliases.push_back(short_names ? fmt::format("t{}", i) : family.tables[i]->name);
  }

  std::string write() {
    switch (m_family.purpose) {
      case Purpose::lookup:
        return fmt::format("SELECT {}{} FROM {}{}", chance(0.15, m_random) ? "DISTINCT " : "",
                           columns(3, 8), from(), end());
      case Purpose::report:
        return report();
      case Purpose::top:
        return fmt::format("SELECT {} FROM {} ORDER BY {} DESC LIMIT {}", columns(3, 7), from(),
                           measure(), k_number);
      case Purpose::ranks:
        return fmt::format("SELECT {}, rank() OVER (PARTITION BY {} ORDER BY {} DESC) FROM {}",
                           columns(2, 5), word(), measure(), from());
      case Purpose::missing:
        return missing();
      case Purpose::insert:
        return insert();
      case Purpose::update:
        return fmt::format("UPDATE {0} SET {1} = {2}{3} WHERE {4}", first().name,
                           pick(first().measures, m_random), k_number,
                           chance(0.5, m_random)
                               ? fmt::format(", {} = {}", pick(first().words, m_random), k_word)
                               : "",
                           own_condition());
      case Purpose::remove:
        return fmt::format("DELETE FROM {} WHERE {}", first().name, own_condition());
    }
    throw std::logic_error("no such purpose");
  }

 private:
  const FamilyTable& first() const { return *m_family.tables.front(); }
  std::size_t any_table() { return m_random.below(m_family.tables.size()); }
  std::string named(std::size_t table, const std::string& column) const {
    return m_aliases[table] + "." + column;
  }
  std::string word() {
    const std::size_t table = any_table();
    return named(table, pick(m_family.tables[table]->words, m_random));
  }
  std::string measure() {
    const std::size_t table = chance(0.7, m_random) ? 0 : any_table();
    return named(table, pick(m_family.tables[table]->measures, m_random));
  }
  std::string date() {
    const std::size_t table = chance(0.7, m_random) ? 0 : any_table();
    return named(table, pick(m_family.tables[table]->dates, m_random));
  }

  std::string columns(std::uint64_t least, std::uint64_t most) {
    std::set<std::string> chosen;
    const std::uint64_t count = least + m_random.below(most - least + 1);
    for (std::uint64_t i = 0; i < count; ++i)
      chosen.insert(chance(0.6, m_random) ? word() : measure());
    chosen.insert(named(0, first().key));
    return fmt::format("{}", fmt::join(chosen, ", "));
  }

  std::string condition() {
    switch (m_random.below(7)) {
      case 0:
        return fmt::format("{} = {}", word(), k_word);
      case 1:
        return fmt::format("{} BETWEEN {} AND {}", date(), k_date, k_date);
      case 2:
        return fmt::format("{} >= {}", date(), k_date);
      case 3:
        return fmt::format("{} > {}", measure(), k_number);
      case 4:
        return fmt::format("{} IN ({})", named(0, first().key), k_list);
      case 5:
        return fmt::format("{} LIKE {}", word(), k_word);
      default: {
        const std::size_t table = any_table();
        return fmt::format("{} = {}", named(table, m_family.tables[table]->key), k_number);
      }
    }
  }
  std::string own_condition() {
    std::string text = fmt::format("{} = {}", first().key, k_number);
    if (chance(0.5, m_random)) text = fmt::format("{} < {}", pick(first().dates, m_random), k_date);
    if (chance(0.5, m_random))
      text += fmt::format(" AND {} = {}", pick(first().words, m_random), k_word);
    return text;
  }

  // How table \p i is joined to one before it.
  std::string link(std::size_t i) const {
    for (std::size_t other = 0; other < i; ++other) {
      for (const auto& reference : m_family.tables[other]->references)
        if (reference.table == m_family.tables[i]->name)
          return named(other, reference.column) + " = " + named(i, m_family.tables[i]->key);
      for (const auto& reference : m_family.tables[i]->references)
        if (reference.table == m_family.tables[other]->name)
          return named(i, reference.column) + " = " + named(other, m_family.tables[other]->key);
    }
    throw std::logic_error("tables that are not linked");
  }
  std::string table(std::size_t i) const {
    const std::string& name = m_family.tables[i]->name;
    return name == m_aliases[i] ? name : name + " " + m_aliases[i];
  }
  std::string conditions() {
    std::vector<std::string> all;
    const std::uint64_t count = 1 + m_random.below(3);
    for (std::uint64_t i = 0; i < count; ++i)
      all.push_back(condition());
    return fmt::format("{}", fmt::join(all, " AND "));
  }
  std::string from() {
    std::string text = table(0);
    std::string links;
    const bool commas = chance(0.25, m_random);
    for (std::size_t i = 1; i < m_aliases.size(); ++i) {
      text += commas ? ", " + table(i) : fmt::format(" JOIN {} ON {}", table(i), link(i));
      if (commas) links += link(i) + " AND ";
    }
    return text + " WHERE " + links + conditions();
  }
  std::string end() {
    if (chance(0.5, m_random)) return "";
    return fmt::format(" ORDER BY {}{}", date(),
                       chance(0.08, m_random) ? std::string(" LIMIT ") + k_number : "");
  }

  std::string report() {
    static const std::vector<std::string> k_aggregates{"sum", "avg", "max", "min"};
    std::set<std::string> groups{word()};
    if (chance(0.5, m_random)) groups.insert(word());
    std::string sums = "count(*)";
    for (std::uint64_t i = 0; i <= m_random.below(3); ++i)
      sums += fmt::format(", {}({})", pick(k_aggregates, m_random), measure());
    const std::string list = fmt::format("{}", fmt::join(groups, ", "));
    return fmt::format("SELECT {0}, {1} FROM {2} GROUP BY {0}{3}", list, sums, from(),
                       chance(0.15, m_random)  ? std::string(" ORDER BY 2 DESC LIMIT ") + k_number
                       : chance(0.5, m_random) ? " ORDER BY 1"
                                               : "");
  }

  // Rows of the one without a counterpart in the other.
  std::string missing() {
    const FamilyTable& inner = *m_family.tables[1];
    std::string link_columns = link(1);
    std::string text = fmt::format("SELECT {}.{}", m_aliases[0], first().key);
    for (std::uint64_t i = 0; i <= m_random.below(3); ++i)
      text += ", " + named(0, pick(first().words, m_random));
    return text +
           fmt::format(
               " FROM {} WHERE NOT EXISTS (SELECT 1 FROM {} WHERE {} AND {} > {}) AND {} = {}",
               table(0), table(1), link_columns, named(1, pick(inner.dates, m_random)), k_date,
               named(0, pick(first().words, m_random)), k_word);
  }

  std::string insert() {
    std::string names = first().key;
    std::string values(1, k_number);
    const auto add = [&](const std::string& name, char constant) {
      names += ", " + name;
      values += std::string(", ") + constant;
    };
    for (const auto& reference : first().references)
      if (chance(0.8, m_random)) add(reference.column, k_number);
    for (const std::string& name : first().words)
      if (chance(0.7, m_random)) add(name, k_word);
    for (const std::string& name : first().measures)
      if (chance(0.7, m_random)) add(name, k_number);
    return fmt::format("INSERT INTO {} ({}) VALUES ({})", first().name, names, values);
  }

  const Family& m_family;
  Random& m_random;
  std::vector<std::string> m_aliases;
};

std::vector<const FamilyTable*> linked_tables(const std::vector<FamilyTable>& all,
                                              std::size_t count, Random& random,
                                              std::vector<const FamilyTable*> chosen = {}) {
  if (chosen.empty()) chosen.push_back(&pick(all, random));
  for (int tries = 0; chosen.size() < count && tries < 100; ++tries) {
    const FamilyTable& next = pick(all, random);
    const bool is_new = std::ranges::find(chosen, &next) == chosen.end();
    const bool is_linked = std::ranges::any_of(chosen, [&](const FamilyTable* one) {
      const auto refers = [](const FamilyTable& from, const FamilyTable& to) {
        return std::ranges::any_of(from.references,
                                   [&](const auto& link) { return link.table == to.name; });
      };
      return refers(*one, next) || refers(next, *one);
    });
    if (is_new && is_linked) chosen.push_back(&next);
  }
  return chosen;
}

std::vector<Family> make_families(const std::vector<FamilyTable>& tables, int count,
                                  Random& random) {
  std::vector<Family> families;
  std::set<std::pair<int, std::set<std::string>>> known;
  while (static_cast<int>(families.size()) < count) {
    // Reading is more varied than writing.
    static constexpr Purpose k_drawn[] = {Purpose::lookup, Purpose::lookup, Purpose::lookup,
                                          Purpose::report, Purpose::report, Purpose::report,
                                          Purpose::top,    Purpose::ranks,  Purpose::missing,
                                          Purpose::insert, Purpose::update, Purpose::remove};
    const Purpose purpose = k_drawn[random.below(std::size(k_drawn))];
    const bool alone =
        purpose == Purpose::insert || purpose == Purpose::update || purpose == Purpose::remove;
    const std::size_t size = alone ? 1 : purpose == Purpose::missing ? 2 : 1 + random.below(4);
    const auto chosen = linked_tables(tables, size, random);
    if (chosen.size() != size) continue;
    std::set<std::string> names;
    for (const FamilyTable* table : chosen)
      names.insert(table->name);
    if (known.emplace(static_cast<int>(purpose), names).second)
      families.push_back({purpose, chosen});
  }
  return families;
}

void append_constant(std::string& sql, char constant, std::uint64_t largest, Random& random) {
  static const std::vector<std::string> k_words{"open",   "closed", "north", "red",  "O''Brien",
                                                "urgent", "late",   "gold",  "none", "x%"};
  switch (constant) {
    case k_number:
      sql += fmt::format("{}", random.below(largest));
      break;
    case k_date:
      sql += fmt::format("'20{:02}-{:02}-{:02}'", 18 + random.below(8), 1 + random.below(12),
                         1 + random.below(28));
      break;
    case k_word:
      sql += "'" + pick(k_words, random) + "'";
      break;
    default:
      for (std::uint64_t i = 0, count = 1 + random.below(6); i < count; ++i)
        sql += fmt::format("{}{}", i > 0 ? ", " : "", random.below(largest));
  }
}

}  // namespace

// The sample warehouse has columns of two bytes.
FamilyWorkload::FamilyWorkload(const FamilyOptions& options)
    : m_seed(options.seed),
      m_largest_number(options.schema == FamilySchema::sample ? 30'000 : 1'000'000) {
  Random random(options.seed);
  const std::vector<FamilyTable> tables = family_tables(options.schema);
  const std::vector<Family> families = make_families(tables, options.families, random);
  double sum = 0;
  for (int i = 0; i < options.templates; ++i) {
    const int family = i < options.families ? i : static_cast<int>(random.below(families.size()));
    Family told = families[static_cast<std::size_t>(family)];
    if (told.tables.size() > 1 && told.purpose != Purpose::missing && chance(0.02, random))
      told.tables = linked_tables(tables, told.tables.size() + 1, random, told.tables);
    m_templates.push_back({family, Writer(told, random).write()});
    m_shares.push_back(sum += 1 + 9 * random.uniform() * random.uniform());
  }
  for (double& share : m_shares)
    share /= sum;
}

FamilyWorkload::Statement FamilyWorkload::statement(std::uint64_t number) const {
  Random random(m_seed * 1'000'003 + number);
  const auto place = std::ranges::upper_bound(m_shares, random.uniform());
  const auto form =
      std::min(static_cast<std::size_t>(place - m_shares.begin()), m_shares.size() - 1);
  const Template& chosen = m_templates[form];
  const bool lower = chance(0.2, random);
  const bool broken = chance(0.2, random);
  Statement statement{"", chosen.family, static_cast<int>(form)};
  for (const char c : chosen.sql) {
    if (c < 8)
      append_constant(statement.sql, c, m_largest_number, random);
    else if (c == ' ' && broken && chance(0.1, random))
      statement.sql += "\n  ";
    else
      statement.sql += lower ? static_cast<char>(std::tolower(c)) : c;
  }
  return statement;
}

}  // namespace selfopt::test
