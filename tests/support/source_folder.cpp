#include "tests/support/source_folder.hpp"

namespace garoa::test {

std::filesystem::path source_folder() {
  return GAROA_SOURCE_DIR;
}

}  // namespace garoa::test
