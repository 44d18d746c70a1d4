#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "env/service_manager.hpp"
#include "support/catch.hpp"

using namespace selfopt;

TEST_CASE("the service manager gets a datagram on its abstract socket") {
  unsetenv("NOTIFY_SOCKET");
  CHECK_FALSE(env::notify_service_manager("READY=1"));
  const std::string name = "@selfopt-test-" + std::to_string(getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  address.sun_path[0] = '\0';
  const int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address),
               static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size())) == 0);
  setenv("NOTIFY_SOCKET", name.c_str(), 1);
  CHECK(env::notify_service_manager("READY=1"));
  char text[32] = {};
  CHECK(recv(fd, text, sizeof text, MSG_DONTWAIT) == 7);
  CHECK(std::string(text) == "READY=1");
  unsetenv("NOTIFY_SOCKET");
  close(fd);
}
