#pragma once

#include <string>
#include <vector>

#include "http/message.hpp"
#include "serve/parameters.hpp"
#include "serve/service.hpp"

namespace selfopt::serving {

/// A request on its way to what answers it.
struct Call {
  const http::Request& request;
  Parameters parameters;
  std::string captured;  ///< what stands in place of {...} in the route's path
};

/// Who answers what.
struct Route {
  std::string method;
  std::string path;  ///< the last part may be {...}, which stands for anything
  http::Response (*answer)(Service& service, const Call& call);
  std::vector<const char*> parameters;  ///< names that may stand behind the ?
};
const std::vector<Route>& routes();

/// \returns the answer to a request, whatever it is. An error becomes one with JSON.
http::Response dispatch(Service& service, const http::Request& request);

}  // namespace selfopt::serving
