// Prints which tables each statement of a file reads.
#include <iostream>

#include <selfopt/parse.hpp>

int main(int count, char** arguments) {
  if (count != 2) return 2;
  selfopt::ParseOptions options;
  options.inputs = {arguments[1]};
  selfopt::parse(options, [](const selfopt::ParsedStatement& statement) {
    for (const std::string& table : statement.features.tables)
      std::cout << table << '\n';
  });
}
