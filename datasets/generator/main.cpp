#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <unistd.h>

#include <fmt/format.h>

#include <selfopt/atomic_file.hpp>
#include <selfopt/error.hpp>
#include <selfopt/interrupts.hpp>
#include <selfopt/log.hpp>

#include "env/signals.hpp"
#include "options.hpp"

namespace selfopt::retail {

namespace {

/// The reader of our output has gone, for example head(1): nothing is wrong.
struct ReaderGone {};

void write_standard_output(std::string_view bytes) {
  while (!bytes.empty()) {
    env::throw_if_interrupted();
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      throw ReaderGone{};
    } else if (errno != EINTR) {
      throw Error(ErrorKind::input,
                  fmt::format("could not write to standard output: {}", std::strerror(errno)));
    }
  }
}

void write_file(const Table& table, const World& world, const std::string& folder) {
  AtomicFile file(fmt::format("{}/{}.csv", folder, table.name));
  CsvWriter csv([&](std::string_view bytes) {
    env::throw_if_interrupted();
    file.write(bytes);
  });
  table.write(world, csv);
  csv.finish();
  file.commit();
}

void run(const Options& options) {
  if (options.help) {
    write_standard_output(k_help);
    return;
  }
  const World world(options.seed, options.scale);
  if (options.output == "-") {
    CsvWriter csv(write_standard_output);
    options.tables.front().write(world, csv);
    csv.finish();
    return;
  }
  for (const Table& table : options.tables)
    write_file(table, world, options.output);
}

}  // namespace

}  // namespace selfopt::retail

int main(int argc, char** argv) {
  try {
    selfopt::watch_interrupts();
    std::signal(SIGPIPE, SIG_IGN);
    selfopt::retail::run(selfopt::retail::parse_options(argc, argv));
    return 0;
  } catch (const selfopt::retail::ReaderGone&) {
    return 0;
  } catch (const selfopt::Error& error) {
    selfopt::log::write(error);
    return error.exit_status();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "selfopt-retail-data: %s\n", error.what());
    return 70;
  }
}
