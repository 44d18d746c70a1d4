#include "cluster/name.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace selfopt::grouping {
namespace {

constexpr double k_common = 0.5;

using Says = std::function<std::set<std::string>(const Features&)>;

double weight_of(const std::vector<Member>& members) {
  return std::accumulate(members.begin(), members.end(), 0.0,
                         [](double sum, const Member& one) { return sum + one.weight; });
}

bool is_common(const std::vector<Member>& members,
               const std::function<bool(const Features&)>& has) {
  double having = 0;
  for (const Member& member : members)
    if (has(member.shape->features)) having += member.weight;
  return having >= k_common * weight_of(members);
}

// The words that most members say, the most common first, at most \p most, the rest as a number.
std::string common_words(const std::vector<Member>& members, std::size_t most, const Says& says) {
  std::map<std::string, double> weights;
  for (const Member& member : members)
    for (const std::string& word : says(member.shape->features))
      weights[word] += member.weight;
  std::vector<std::pair<std::string, double>> words(weights.begin(), weights.end());
  const double least = k_common * weight_of(members);
  std::erase_if(words, [least](const auto& word) { return word.second < least; });
  std::ranges::stable_sort(words, std::greater(), &std::pair<std::string, double>::second);
  std::vector<std::string> named;
  for (std::size_t i = 0; i < words.size() && i < most; ++i)
    named.push_back(words[i].first);
  std::string text = fmt::format("{}", fmt::join(named, ", "));
  return words.size() > most ? text + fmt::format(" and {} more", words.size() - most) : text;
}

std::string last_part(const std::string& name) {
  return name.substr(name.rfind('.') + 1);
}

std::set<std::string> table_names(const Features& features) {
  std::set<std::string> names;
  for (const std::string& table : features.tables)
    names.insert(last_part(table));
  return names;
}

Says columns_with(ColumnRole role) {
  return [role](const Features& features) {
    std::set<std::string> names;
    for (const ColumnUse& use : features.columns)
      if (use.role == role) names.insert(use.column);
    return names;
  };
}

std::string what_they_do(const std::vector<Member>& members) {
  const auto common = [&](auto has) { return is_common(members, has); };
  for (const char* type : {"INSERT", "UPDATE", "DELETE", "MERGE"})
    if (common([type](const Features& f) { return f.statement_type == type; })) {
      std::string word(type);
      std::ranges::transform(word, word.begin(),
                             [](char c) { return static_cast<char>(c | 0x20); });
      return word == "insert" || word == "merge" ? word + " into "
             : word == "delete"                  ? "delete from "
                                                 : "update ";
    }
  if (!common([](const Features& f) { return f.statement_type == "SELECT"; })) return "";
  if (common([](const Features& f) { return f.window_functions > 0; })) return "windows over ";
  if (common([](const Features& f) { return f.aggregations > 0 || f.group_by > 0; }))
    return "totals of ";
  if (common([](const Features& f) { return f.limit && f.order_by > 0; })) return "top of ";
  return "rows of ";
}

std::string conditions(const std::vector<Member>& members) {
  constexpr std::size_t k_most = 2;
  std::vector<std::string> parts;
  const auto add = [&](ColumnRole role, const char* form) {
    const std::string columns = common_words(members, k_most, columns_with(role));
    if (!columns.empty()) parts.push_back(fmt::format(fmt::runtime(form), columns));
  };
  add(ColumnRole::equality, "{}");
  add(ColumnRole::in, "several {}");
  add(ColumnRole::range, "a range of {}");
  add(ColumnRole::like, "{} like");
  return parts.empty() ? "" : fmt::format(" for {}", fmt::join(parts, ", "));
}

}  // namespace

std::string name_of(const std::vector<Member>& members) {
  constexpr std::size_t k_most_tables = 3;
  constexpr std::size_t k_most_groups = 2;
  const std::string tables = common_words(members, k_most_tables, table_names);
  if (tables.empty()) {
    const bool none = is_common(members, [](const Features& f) { return f.tables.empty(); });
    const std::string type = common_words(members, 1, [](const Features& features) {
      return std::set<std::string>{features.statement_type};
    });
    if (type != "SELECT") return type.empty() ? "various statements" : type;
    return none ? "rows without a table" : "rows of various tables";
  }
  const std::string groups = common_words(members, k_most_groups, columns_with(ColumnRole::group));
  return what_they_do(members) + tables + (groups.empty() ? "" : " by " + groups) +
         conditions(members);
}

void make_unique(std::vector<Cluster>& clusters) {
  std::map<std::string, int> counts;
  for (const Cluster& cluster : clusters)
    ++counts[cluster.name];
  std::map<std::string, int> used;
  for (Cluster& cluster : clusters) {
    if (counts[cluster.name] > 1 && !cluster.tokens.empty())
      cluster.name += fmt::format(" ({})", cluster.tokens.front());
    if (const int number = ++used[cluster.name]; number > 1)
      cluster.name += fmt::format(" #{}", number);
  }
}

std::vector<double> token_shares(const std::vector<Member>& members,
                                 const shapes::Vectors& vectors) {
  std::vector<double> shares(vectors.vocabulary.words().size());
  const double all = weight_of(members);
  if (all <= 0) return shares;
  for (const Member& member : members)
    for (const learn::Entry& entry : vectors.rows.row(member.row))
      shares[learn::at(entry.column)] += member.weight / all;
  return shares;
}

std::vector<std::string> telling_tokens(const std::vector<Member>& members,
                                        const shapes::Vectors& vectors,
                                        const std::vector<double>& shares_of_all) {
  constexpr std::size_t k_most = 5;
  constexpr double k_least = 0.05;
  const std::vector<double> shares = token_shares(members, vectors);
  std::vector<std::pair<double, std::size_t>> ranked;
  for (std::size_t word = 0; word < shares.size(); ++word)
    if (shares[word] >= k_common && shares[word] - shares_of_all[word] > k_least)
      ranked.emplace_back(shares[word] - shares_of_all[word], word);
  std::ranges::stable_sort(ranked, std::greater(), &std::pair<double, std::size_t>::first);
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < ranked.size() && i < k_most; ++i)
    tokens.push_back(vectors.vocabulary.words()[ranked[i].second].text);
  return tokens;
}

}  // namespace selfopt::grouping
