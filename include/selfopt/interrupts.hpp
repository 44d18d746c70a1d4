#pragma once

namespace selfopt {

/// Makes Ctrl-C and SIGTERM stop the work cleanly: running statements are cancelled, what is half
/// done is taken back, and the verb throws Error::interrupted. A second signal ends the program at
/// once. Call once, from main, before any other thread exists.
void watch_interrupts();

}  // namespace selfopt
