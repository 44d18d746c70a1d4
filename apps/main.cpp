#include "command_line.hpp"

int main(int argc, char** argv) {
  return selfopt::app::run_command_line(argc, argv);
}
