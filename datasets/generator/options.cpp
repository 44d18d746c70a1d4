#include "options.hpp"

#include <charconv>
#include <getopt.h>
#include <string_view>

#include <fmt/format.h>

#include <selfopt/error.hpp>

namespace selfopt::retail {

const char* const k_help =
    R"(Makes a retail warehouse as CSV files: the same seed and scale give the same bytes.

Usage: selfopt-retail-data [OPTIONS]

  -s, --scale F      0.001 to 10000; 1 is about 103,000 sales lines and 12 MB (default 1)
      --seed N       whole number (default 42)
  -t, --table NAME   only this table; may be given several times
  -o, --output DIR   existing folder for NAME.csv, or - for standard output and one table
                     (default: the current folder)
  -?, --help         this text

Tables: dim_date dim_supplier dim_product dim_store dim_customer dim_promotion
        fact_sales fact_returns fact_inventory

Examples:
  selfopt-retail-data --output datasets
  selfopt-retail-data --scale 110 --table fact_sales --output - | zstd > sales.csv.zst
)";

namespace {

constexpr int k_seed_option = 256;
constexpr int k_help_option = 257;
constexpr option k_long_options[] = {{"scale", required_argument, nullptr, 's'},
                                     {"seed", required_argument, nullptr, k_seed_option},
                                     {"table", required_argument, nullptr, 't'},
                                     {"output", required_argument, nullptr, 'o'},
                                     {"help", no_argument, nullptr, k_help_option},
                                     {nullptr, 0, nullptr, 0}};

template <typename Number>
Number parse_number(std::string_view text, std::string_view name) {
  Number value{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size())
    throw Error(ErrorKind::usage, fmt::format("--{} \"{}\" is not a number in range", name, text));
  return value;
}

double parse_scale(std::string_view text) {
  const auto scale = parse_number<double>(text, "scale");
  if (scale >= k_least_scale && scale <= k_greatest_scale) return scale;
  throw Error(ErrorKind::usage, fmt::format("--scale {} is not between {} and {}", text,
                                            k_least_scale, k_greatest_scale));
}

[[noreturn]] void fail(std::string message) {
  throw Error(ErrorKind::usage, std::move(message), {}, "Options are shown by --help.");
}

}  // namespace

Options parse_options(int argc, char** argv) {
  Options options;
  opterr = 0;
  for (int c = 0; (c = getopt_long(argc, argv, ":s:t:o:", k_long_options, nullptr)) != -1;) {
    switch (c) {
      case 's':
        options.scale = parse_scale(optarg);
        break;
      case k_seed_option:
        options.seed = parse_number<std::uint64_t>(optarg, "seed");
        break;
      case 't':
        options.tables.push_back(table_named(optarg));
        break;
      case 'o':
        options.output = optarg;
        break;
      case ':':
        fail(fmt::format("\"{}\" needs a value", argv[optind - 1]));
      case k_help_option:
        options.help = true;
        break;
      default:
        // getopt answers '?' both for -? and for what it does not know; optopt is then the letter.
        if (optopt == '?')
          options.help = true;
        else if (optopt > 0 && optopt < k_seed_option)
          fail(fmt::format("unknown option \"-{}\"", static_cast<char>(optopt)));
        else
          fail(fmt::format("unknown option \"{}\"", argv[optind - 1]));
    }
  }
  if (optind < argc) fail(fmt::format("unexpected argument \"{}\"", argv[optind]));
  if (options.output.empty()) fail("--output is empty: it takes a folder");
  if (options.tables.empty()) options.tables.assign(all_tables().begin(), all_tables().end());
  if (options.output == "-" && options.tables.size() != 1 && !options.help)
    fail("standard output takes one table: name it with --table");
  return options;
}

}  // namespace selfopt::retail
