// How long a prediction takes when the features are known: bench_predict MODEL ROWS.csv, where the
// rows are what selfopt train --rows wrote for the same model. Prints microseconds of one
// prediction.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <selfopt/model.hpp>

#include "prediction/estimator.hpp"

namespace {

// The last numbers of each line; family names in front of them may hold commas.
std::vector<std::vector<float>> read_vectors(const char* path, std::size_t features) {
  std::vector<std::vector<float>> vectors;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<float> vector(features);
    for (std::size_t i = features; i > 0; --i) {
      const std::size_t comma = line.rfind(',');
      vector[i - 1] = std::strtof(line.c_str() + comma + 1, nullptr);
      line.resize(comma);
    }
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: bench_predict MODEL ROWS.csv\n");
    return 2;
  }
  const selfopt::Model model = selfopt::load_model(argv[1]);
  const auto vectors = read_vectors(argv[2], model.features.size());
  constexpr int k_rounds = 20;
  double sum = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (int round = 0; round < k_rounds; ++round)
    for (const auto& vector : vectors)
      sum += selfopt::prediction::predict(model, vector).predicted_ms.value_or(0);
  const std::chrono::duration<double, std::micro> elapsed =
      std::chrono::steady_clock::now() - begin;
  const double predictions = k_rounds * static_cast<double>(vectors.size());
  std::printf("%.1f\n", elapsed.count() / predictions);
  return sum >= 0 ? 0 : 1;
}
