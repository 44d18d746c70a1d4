#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "collect/log_reader.hpp"
#include "support/catch.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;
using namespace selfopt::collect_log;

namespace {

std::string line(std::int64_t number, const std::string& text) {
  return fmt::format("2026-11-23 08:00:00.{:03} UTC [{}] LOG:  {} {}\n", number % 1000, number,
                     text, number);
}

std::string lines(std::int64_t count, const std::string& text) {
  std::string all;
  for (std::int64_t i = 0; i < count; ++i)
    all += line(i, text);
  return all;
}

// Reads one file; \p meanwhile is done when the first entry has been handed over.
std::vector<std::string> read(const std::string& path, ReadMode mode,
                              const std::function<void()>& meanwhile, LogFile* after = nullptr) {
  std::vector<LogFile> files(1);
  files.front().path = path;
  std::vector<std::string> messages;
  read_logs(
      files, mode,
      [&](const LogEntry& entry) {
        messages.emplace_back(entry.message);
        if (messages.size() == 1) meanwhile();
      },
      [](bool) {});
  if (after != nullptr) *after = files.front();
  return messages;
}

constexpr std::int64_t k_three_chunks = 60'000;  // of 55 bytes each

}  // namespace

TEST_CASE("a log that is emptied while it is read gives what was read, and nothing else",
          "[collect]") {
  const test::TemporaryFiles files;
  const std::string path = files.write("server.log", lines(k_three_chunks, "old"));
  const auto mode = GENERATE(ReadMode::whole, ReadMode::tracking);
  const std::int64_t rewritten = GENERATE(0, 10, 2 * k_three_chunks);
  LogFile after;
  const auto messages = read(
      path, mode, [&] { std::ofstream(path, std::ios::trunc) << lines(rewritten, "new"); }, &after);
  CHECK(messages.size() > 1000);
  CHECK(messages.size() < k_three_chunks);
  for (std::size_t i = 0; i < messages.size(); ++i)
    REQUIRE(messages[i] == "old " + std::to_string(i));
  if (mode != ReadMode::tracking) return;
  // What is noted of it is what the copy holds, which can so be read on.
  const std::string copy = files.write("server.log.1", lines(k_three_chunks, "old"));
  std::vector<LogFile> again(1);
  again.front().path = copy;
  again.front().counted_bytes = after.position;
  std::size_t rest = 0;
  read_logs(
      again, ReadMode::only_new, [&rest](const LogEntry&) { ++rest; }, [](bool) {});
  CHECK(messages.size() + rest == k_three_chunks);
}

TEST_CASE("a log that only grows while it is read is read to its end", "[collect]") {
  const test::TemporaryFiles files;
  const std::string path = files.write("server.log", lines(k_three_chunks, "old"));
  const auto messages =
      read(path, ReadMode::whole, [&] { std::ofstream(path, std::ios::app) << line(0, "late"); });
  CHECK(messages.size() == k_three_chunks + 1);
  CHECK(messages.back() == "late 0");
}

TEST_CASE("a log that is renamed and removed while it is read is read to its end", "[collect]") {
  const test::TemporaryFiles files;
  const std::string path = files.write("server.log", lines(k_three_chunks, "old"));
  const auto messages = read(path, ReadMode::whole, [&] {
    std::filesystem::rename(path, path + ".1");
    std::ofstream(path) << lines(3, "new");
    std::filesystem::remove(path + ".1");
  });
  CHECK(messages.size() == k_three_chunks);
}

TEST_CASE("zeros before the first entry are passed over", "[collect]") {
  const test::TemporaryFiles files;
  const std::size_t zeros = GENERATE(1U, 1000U, 3'000'000U);
  const std::string path =
      files.write("server.log", std::string(zeros, '\0') + lines(5, "after the gap"));
  CHECK(read(path, ReadMode::whole, [] {}).size() == 5);
}
