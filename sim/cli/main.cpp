#include "sim/cli/cli.hpp"

int main(int argc, char** argv) {
  return garoa::cli::main(argc, argv);
}
