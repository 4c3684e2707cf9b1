// Controls are known to the code by one table, and by the few names that others ask for.
#include <doctest/doctest.h>

#include <filesystem>
#include <regex>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace control_ids_test {

namespace fs = std::filesystem;

TEST_CASE("controls: no code but their table and the list of shared names has an id") {
  const std::regex id{R"("[DS]-[A-Z]{2}-[0-9]{2}")"};
  std::size_t files = 0;
  for (const std::string folder : {"sim", "models"}) {
    for (const auto& item : fs::recursive_directory_iterator{garoa::test::source_folder() / folder}) {
      const auto& path = item.path();
      if (path.extension() != ".cpp" && path.extension() != ".hpp") continue;
      ++files;
      if (path.filename() == "control_table.cpp" || path.filename() == "control_ids.hpp") continue;
      CAPTURE(path.string());
      const auto code = garoa::test::read_file(path);
      std::string ids;
      for (auto at = std::sregex_iterator{code.begin(), code.end(), id}; at != std::sregex_iterator{}; ++at) {
        const auto line_start = code.rfind('\n', static_cast<std::size_t>(at->position()));
        const auto line = code.substr(line_start + 1, static_cast<std::size_t>(at->position()) - line_start);
        if (line.find("//") == std::string::npos) ids += at->str() + " ";
      }
      CHECK(ids.empty());
    }
  }
  CHECK(files > 400);
}

}  // namespace control_ids_test
