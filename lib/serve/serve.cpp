#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/serve.hpp>

#include "env/machine.hpp"
#include "env/signals.hpp"
#include "http/server.hpp"
#include "serve/gate.hpp"
#include "serve/router.hpp"
#include "serve/service.hpp"

namespace selfopt {
namespace {

using namespace serving;

constexpr std::int64_t k_most_connections = 20'000;

void check(const ServeOptions& options, const Address& address) {
  if (options.max_connections < 1 || options.max_connections > k_most_connections)
    throw Error(ErrorKind::usage,
                fmt::format("--max-connections is a number from 1 to {}", k_most_connections));
  if (!address.loopback && options.token_file.empty())
    throw Error(ErrorKind::usage,
                fmt::format("{} can be reached from other machines, and no token is asked for",
                            address.host),
                {}, "Name a file with a secret: --token-file FILE.");
  if (options.allow_apply && options.token_file.empty())
    throw Error(ErrorKind::usage, "--allow-apply needs a token", {},
                "Name a file with a secret: --token-file FILE.");
  if (options.allow_apply && !options.database)
    throw Error(ErrorKind::usage, "--allow-apply needs a database");
}

// A page of ours loads nothing from elsewhere and runs nothing that stands in it; whatever a
// statement's text may hold, no browser takes it for a script.
void protect(http::Response& response) {
  const auto add = [&](const char* name, const char* value) {
    if (std::ranges::none_of(response.headers,
                             [&](const auto& header) { return header.first == name; }))
      response.headers.emplace_back(name, value);
  };
  add("Content-Security-Policy",
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src "
      "'self'; "
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  add("X-Content-Type-Options", "nosniff");
  add("X-Frame-Options", "DENY");
  add("Referrer-Policy", "no-referrer");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("Cache-Control", "no-store");
}

std::string url_of(const Address& address, int port) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("http://[{}]:{}/", address.host, port)
               : fmt::format("http://{}:{}/", address.host, port);
}

}  // namespace

int serve(const ServeOptions& options,
          const std::function<void(const std::string& url)>& on_ready) {
  constexpr std::size_t k_least_workers = 4;
  const Address address = read_address(options.listen);
  check(options, address);
  std::vector<std::string> names = options.host_names;
  names.push_back(address.host);
  const Gate gate(options.token_file.empty() ? "" : read_token(options.token_file),
                  std::move(names));
  Service service(options);
  http::Limits limits;
  limits.connections = static_cast<std::size_t>(options.max_connections);
  const auto processors = static_cast<std::size_t>(env::usable_processors());
  http::Server server(address.host, address.port, limits, std::max(k_least_workers, 2 * processors),
                      [&](const http::Request& request) {
                        auto refused = gate.refusal(request);
                        http::Response response =
                            refused ? std::move(*refused) : dispatch(service, request);
                        protect(response);
                        return response;
                      });
  const env::OnInterrupt on_interrupt([&server] { server.stop(); });
  on_ready(url_of(address, server.port()));
  server.run();
  return env::interrupted_by();
}

}  // namespace selfopt
