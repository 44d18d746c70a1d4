#pragma once

#include "http/message.hpp"
#include "serve/router.hpp"
#include "serve/service.hpp"

/// What people look at, and what belongs to it.
namespace selfopt::serving {

http::Response show_dashboard(Service& service, const Call& call);
http::Response show_statement(Service& service, const Call& call);
http::Response show_curve(Service& service, const Call& call);
http::Response give_style(Service& service, const Call& call);
http::Response give_script(Service& service, const Call& call);
http::Response give_icon(Service& service, const Call& call);

}  // namespace selfopt::serving
