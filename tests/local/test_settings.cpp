#include "local/settings.hpp"
#include "support/catch.hpp"

using selfopt::local::settings_text;

namespace {

constexpr std::int64_t k_gib = std::int64_t{1} << 30;

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("the local server takes a modest part of the memory") {
  const std::string text = settings_text(4 * k_gib, "/run/x", "selfopt-1");
  CHECK(has_line(text, "shared_buffers = 512MB"));         // an eighth
  CHECK(has_line(text, "effective_cache_size = 2048MB"));  // a half
  CHECK(has_line(text, "work_mem = 32MB"));
  CHECK(has_line(text, "maintenance_work_mem = 256MB"));
}

TEST_CASE("the local server's memory has bounds on small and large machines") {
  const std::string small = settings_text(k_gib / 8, "/run/x", "selfopt-1");
  CHECK(has_line(small, "shared_buffers = 32MB"));
  CHECK(has_line(small, "work_mem = 4MB"));
  CHECK(has_line(small, "maintenance_work_mem = 64MB"));
  const std::string large = settings_text(512 * k_gib, "/run/x", "selfopt-1");
  CHECK(has_line(large, "shared_buffers = 1024MB"));
  CHECK(has_line(large, "work_mem = 64MB"));
  CHECK(has_line(large, "maintenance_work_mem = 512MB"));
}

TEST_CASE("the socket's folder is quoted for the list it stands in") {
  CHECK(has_line(settings_text(k_gib, "/a, b/it's", "selfopt-1"),
                 R"(unix_socket_directories = '"/a, b/it''s"')"));
}

TEST_CASE("the local server listens to no network") {
  CHECK(has_line(settings_text(k_gib, "/run/x", "selfopt-1"), "listen_addresses = ''"));
}
