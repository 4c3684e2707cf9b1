// One file that is there whole or not at all.
#include "sim/render/whole_file.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/render/hidden_part.hpp"
#include "sim/render/writer.hpp"
#include "tests/support/run_program.hpp"

namespace whole_file_test {

using namespace garoa;
using garoa::test::read_file;
using garoa::test::TemporaryFolder;
namespace fs = std::filesystem;

TEST_CASE("whole file: it replaces one of its name, and everybody may read it") {
  const TemporaryFolder folder;
  const auto page = folder.path() / "page.html";
  CHECK(write_whole_file(page, "old").empty());
  CHECK(write_whole_file(page, std::string{"a\0b", 3}).empty());
  CHECK(read_file(page) == std::string{"a\0b", 3});
  CHECK(folder.content() == std::vector<std::string>{"page.html"});
  const auto mask = umask(0);
  umask(mask);
  CHECK(fs::status(page).permissions() == static_cast<fs::perms>(0666 & ~mask));
}

TEST_CASE("whole file: through a link it is written where the link leads") {
  const TemporaryFolder folder;
  garoa::test::write_file(folder.path() / "page.html", "old");
  fs::create_symlink("page.html", folder.path() / "link");
  CHECK(write_whole_file(folder.path() / "link", "new").empty());
  CHECK(fs::is_symlink(folder.path() / "link"));
  CHECK(read_file(folder.path() / "page.html") == "new");
}

TEST_CASE("whole file: what stands in its way is told before, and is still there after") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "folder");
  REQUIRE(mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  struct Way {
    fs::path file;
    std::string told;
  };
  for (const auto& way :
       {Way{folder.path() / "folder", "it is a folder"},
        Way{folder.path() / "pipe", "it is there, and no file"}, Way{"/dev/null", "it is there, and no file"},
        Way{folder.path() / "no" / "page", "there is no folder"}, Way{"/proc/page", "/proc/page"}}) {
    CAPTURE(way.file);
    const auto obstacle = obstacle_to_file(way.file);
    CHECK(test::contains(obstacle, way.told));
    CHECK(write_whole_file(way.file, "text") == obstacle);
  }
  CHECK(folder.content() == std::vector<std::string>{"folder", "pipe"});
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE(
    "whole file: what a killed writer left is removed by the next one, what a living one writes is not") {
  const TemporaryFolder folder;
  for (const auto* name : {".page.part-killed", ".page.part-living", ".other.part-killed"})
    garoa::test::write_file(folder.path() / name, "half");
  const int living = lock_of(folder.path() / ".page.part-living");
  REQUIRE(living >= 0);
  CHECK(write_whole_file(folder.path() / "page", "whole").empty());
  CHECK(folder.content() == std::vector<std::string>{".other.part-killed", ".page.part-living", "page"});
  close(living);
}

TEST_CASE("whole file: what a killed writer left in a result does not keep a run from replacing it") {
  const TemporaryFolder folder;
  const auto result = folder.path() / "result";
  fs::create_directories(result);
  garoa::test::write_file(result / "result.json", "old");
  garoa::test::write_file(result / ".report.html.part-killed", "half");
  CHECK(ResultWriter::obstacle(result).empty());
  garoa::test::write_file(result / ".notes.txt.part-killed", "precious");
  CHECK(test::contains(ResultWriter::obstacle(result), ".notes.txt.part-killed"));
}

TEST_CASE("whole file: a hidden name tells what it is a part of") {
  CHECK(name_behind_hidden(".report.html.part-a1B2c3") == "report.html");
  for (const auto* name :
       {"report.html", ".report.html", ".part-a1B2c3", "report.html.part-a1B2c3", ".a.part-a1B2c", ""})
    CHECK(name_behind_hidden(name) == name);
}

}  // namespace whole_file_test
