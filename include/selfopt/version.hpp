#pragma once

namespace selfopt {

/// \returns the program's version, for example "0.1.0".
const char* version();

}  // namespace selfopt
