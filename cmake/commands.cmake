# The one list of commands, in the order `selfopt --help` shows them. A name here means five rooms:
# apps/NAME.cpp, include/selfopt/NAME.hpp, lib/NAME/, tests/cli/NAME/ and man/selfopt-NAME.1.md.
set(SELFOPT_COMMANDS
  local
  etl
  collect
  replay
  parse
  cluster
  train
  predict
  recommend
  apply
  check
  report
  watch
  serve
)
