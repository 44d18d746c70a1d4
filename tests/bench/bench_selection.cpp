// How fast, and how well, indexes are chosen when every cost is known beforehand:
//   bench_selection FOLDER [--without STATEMENT]... [BUDGET_MB]...
// FOLDER holds cost matrices in AMPL's format, as published with "Magic mirror in my hand, which is
// the best in the land?" (VLDB 2020): `param size` gives the bytes of each index, `set
// indexes_per_combination[k]` the indexes of a combination, `param costs` lines of statement,
// combination and cost. For each file and budget (megabytes of 10^6 bytes) it prints the cost of
// the best set in per cent of no index, the proven bound, and the seconds it took.
// --without leaves a statement out (the study leaves out 2, 17 and 20 of TPC-H, whose costs without
// an index hide all others).
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "recommend/master.hpp"

namespace {

using namespace selfopt;
using advisor::Master;
using whatif::IndexSet;

// The numbers behind ":=" of every line that begins with `prefix`, keyed by the number in brackets.
struct Matrix {
  std::vector<std::int64_t> size_bytes{0};  // of index 1, 2, ...; there is no index 0
  std::map<int, IndexSet> combinations;
  std::map<int, std::map<int, double>> costs;  // by statement, combination
};

Matrix read_matrix(const std::filesystem::path& path) {
  Matrix matrix;
  std::ifstream file(path);
  enum class Part { none, sizes, costs } part = Part::none;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    if (line.starts_with("param size")) {
      part = Part::sizes;
    } else if (line.starts_with("param costs")) {
      part = Part::costs;
    } else if (line.starts_with("set indexes_per_combination[")) {
      part = Part::none;
      std::string text = line.substr(line.find('[') + 1);
      const int combination = std::stoi(text);
      std::istringstream members(text.substr(text.find(":=") + 2));
      std::vector<int> indexes;
      for (int index = 0; members >> index;)
        indexes.push_back(index);
      matrix.combinations[combination] = IndexSet(indexes);
    } else if (int first = 0; words >> first) {
      int second = 0;
      double cost = 0;
      std::int64_t bytes = 0;
      if (part == Part::sizes && words >> bytes) {
        matrix.size_bytes.resize(static_cast<std::size_t>(first) + 1);
        matrix.size_bytes[static_cast<std::size_t>(first)] = bytes;
      } else if (part == Part::costs && words >> second >> cost) {
        matrix.costs[first][second] = cost;
      }
    }
  }
  return matrix;
}

Master master_of(const Matrix& matrix, std::int64_t budget_bytes) {
  Master master;
  master.size_bytes = matrix.size_bytes;
  master.budget_bytes = budget_bytes;
  for (const auto& [statement, costs] : matrix.costs) {
    auto& ways = master.statements.emplace_back();
    for (const auto& [combination, cost] : costs)
      ways.push_back({cost, matrix.combinations.at(combination), {}, -1});
  }
  prune(master);
  return master;
}

double cost_without(const Matrix& matrix) {
  double total = 0;
  for (const auto& [statement, costs] : matrix.costs)
    for (const auto& [combination, cost] : costs)
      if (matrix.combinations.at(combination).empty()) total += cost;
  return total;
}

void run(const std::filesystem::path& path, const std::vector<int>& without_statements,
         const std::vector<std::int64_t>& budgets_mb) {
  Matrix matrix = read_matrix(path);
  for (const int statement : without_statements)
    matrix.costs.erase(statement);
  const double without = cost_without(matrix);
  fmt::print("{}: {} statements, {} indexes, cost without any {:.1f}\n", path.filename().string(),
             matrix.costs.size(), matrix.size_bytes.size() - 1, without);
  for (const std::int64_t budget : budgets_mb) {
    const auto start = std::chrono::steady_clock::now();
    const Master master = master_of(matrix, budget * 1'000'000);
    const auto answer = solve(master, {60'000, 0, std::nullopt});
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::size_t ways = 0;
    for (const auto& statement : master.statements)
      ways += statement.size();
    fmt::print("{:>6} MB  {:7.3f} %  cost {:.1f}  bound {:.1f}  {} ways  {:.2f} s\n", budget,
               answer.cost / without * 100, answer.cost, answer.lower_bound, ways, seconds.count());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: bench_selection FOLDER [--without STATEMENT]... [BUDGET_MB]...\n");
    return 2;
  }
  std::vector<std::int64_t> budgets_mb;
  std::vector<int> without;
  for (int i = 2; i < argc; ++i) {
    if (std::string(argv[i]) == "--without" && i + 1 < argc)
      without.push_back(std::atoi(argv[++i]));
    else
      budgets_mb.push_back(std::atoll(argv[i]));
  }
  if (budgets_mb.empty()) budgets_mb = {250, 500, 1000, 2000, 3000, 5000, 8000, 12500};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
    files.push_back(entry.path());
  std::ranges::sort(files);
  for (const auto& file : files)
    run(file, without, budgets_mb);
  return 0;
}
