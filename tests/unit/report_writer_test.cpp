// The writer leaves all files or none, and those of one run.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "sim/render/writer.hpp"

namespace report_writer_test {

using namespace garoa;
namespace fs = std::filesystem;

namespace {

/// A folder of this process that is gone with the test.
struct Scratch {
  Scratch() { fs::remove_all(path); }
  ~Scratch() { fs::remove_all(path); }
  fs::path path = fs::temp_directory_path() / ("garoa-writer-test-" + std::to_string(getpid()));
};

std::string text_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder}, fs::directory_iterator{}));
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void write_result(const fs::path& folder, const std::string& text) {
  ResultWriter writer{folder};
  writer.add("result.json", text);
  REQUIRE(writer.commit());
}

}  // namespace

TEST_CASE("writer: files appear together, under their names, in a folder that it makes") {
  const Scratch scratch;
  const fs::path folder = scratch.path / "runs" / "a";
  ResultWriter writer{folder};
  CHECK(writer.add("result.json", "{}\n"));
  CHECK(writer.add("metrics.csv", std::string{"a\0b", 3}));
  CHECK_FALSE(fs::exists(folder));
  REQUIRE(writer.commit());
  CHECK(text_of(folder / "result.json") == "{}\n");
  CHECK(text_of(folder / "metrics.csv") == std::string{"a\0b", 3});
  CHECK(entries_in(folder) == 2);
  CHECK(entries_in(scratch.path / "runs") == 1);
  CHECK(writer.error().empty());
}

TEST_CASE("writer: abandon leaves nothing, not even the folders it made") {
  const Scratch scratch;
  fs::create_directories(scratch.path);
  SUBCASE("called") {
    ResultWriter writer{scratch.path / "runs" / "a"};
    CHECK(writer.add("result.json", "{}"));
    writer.abandon();
    CHECK_FALSE(writer.commit());
  }
  SUBCASE("by going out of scope") {
    ResultWriter writer{scratch.path / "runs" / "a"};
    CHECK(writer.add("result.json", "{}"));
  }
  CHECK(entries_in(scratch.path) == 0);
}

TEST_CASE("writer: an abandoned run does not touch the files of an earlier one") {
  const Scratch scratch;
  write_result(scratch.path / "a", "old");
  {
    ResultWriter later{scratch.path / "a"};
    later.add("result.json", "new");
  }
  CHECK(text_of(scratch.path / "a" / "result.json") == "old");
  CHECK(entries_in(scratch.path) == 1);
}

TEST_CASE(
    "writer: a result replaces the earlier one whole, so that no file of it stays beside the new ones") {
  const Scratch scratch;
  const auto folder = scratch.path / "a";
  {
    ResultWriter earlier{folder};
    earlier.add("result.json", "old");
    earlier.add("metrics.csv", "old");
    REQUIRE(earlier.commit());
  }
  write_result(folder, "new");
  CHECK(text_of(folder / "result.json") == "new");
  CHECK(entries_in(folder) == 1);
  CHECK(entries_in(scratch.path) == 1);
}

TEST_CASE("writer: of two at a time each result is whole, and the last one stays") {
  const Scratch scratch;
  const auto folder = scratch.path / "a";
  ResultWriter first{folder};
  ResultWriter second{folder};
  for (auto* writer : {&first, &second}) {
    const std::string text = writer == &first ? "first" : "second";
    CHECK(writer->add("result.json", text));
    if (writer == &first) CHECK(writer->add("metrics.csv", text));
  }
  REQUIRE(second.commit());
  CHECK(text_of(folder / "result.json") == "second");
  REQUIRE(first.commit());
  CHECK(text_of(folder / "result.json") == "first");
  CHECK(text_of(folder / "metrics.csv") == "first");
  CHECK(entries_in(scratch.path) == 1);
}

TEST_CASE(
    "writer: what a killed writer left behind is removed by the next one, what a living one writes is not") {
  const Scratch scratch;
  const auto folder = scratch.path / "a";
  fs::create_directories(scratch.path / ".a.part-killed");
  std::ofstream{scratch.path / ".a.part-killed" / "result.json"} << "x";
  fs::create_directories(scratch.path / ".another.part-killed");
  ResultWriter living{folder};
  living.add("result.json", "living");
  write_result(folder, "next");
  CHECK_FALSE(fs::exists(scratch.path / ".a.part-killed"));
  CHECK(fs::exists(scratch.path / ".another.part-killed"));
  REQUIRE(living.commit());
  CHECK(text_of(folder / "result.json") == "living");
}

TEST_CASE("writer: whoever may list the parent may read the result") {
  const Scratch scratch;
  write_result(scratch.path / "a", "x");
  const auto mask = umask(0);
  umask(mask);
  CHECK(fs::status(scratch.path / "a").permissions() == static_cast<fs::perms>(0777 & ~mask));
}

TEST_CASE("writer: a folder through a link is replaced where the link leads") {
  const Scratch scratch;
  write_result(scratch.path / "a", "old");
  fs::create_directory_symlink("a", scratch.path / "link");
  write_result(scratch.path / "link", "new");
  CHECK(fs::is_symlink(scratch.path / "link"));
  CHECK(text_of(scratch.path / "a" / "result.json") == "new");
}

TEST_CASE("writer: what stands in the way is told before, and is still there after") {
  const Scratch scratch;
  fs::create_directories(scratch.path / "full");
  std::ofstream{scratch.path / "full" / "notes.txt"} << "precious";
  std::ofstream{scratch.path / "file"} << "precious";
  struct Way {
    fs::path folder;
    std::string told;
  };
  for (const auto& way :
       {Way{scratch.path / "full", "notes.txt"}, Way{scratch.path / "file", "not a folder"},
        Way{scratch.path / "file" / "below", "not a folder"}, Way{".", "you are in"}, Way{"..", "you are in"},
        Way{"/proc/self/fdinfo", "/proc"}, Way{"/dev/shm", "mount point"}}) {
    CAPTURE(way.folder);
    const auto obstacle = ResultWriter::obstacle(way.folder);
    CHECK(contains(obstacle, way.told));
    CHECK(contains(obstacle, way.folder.string()));
    ResultWriter writer{way.folder};
    CHECK(writer.error() == obstacle);
    CHECK_FALSE(writer.add("result.json", "{}"));
    CHECK_FALSE(writer.commit());
  }
  CHECK(text_of(scratch.path / "full" / "notes.txt") == "precious");
  CHECK(text_of(scratch.path / "file") == "precious");
  CHECK(entries_in(scratch.path) == 2);
}

TEST_CASE("writer: asking for obstacles leaves nothing behind") {
  const Scratch scratch;
  fs::create_directories(scratch.path);
  CHECK(ResultWriter::obstacle(scratch.path / "new" / "folder").empty());
  CHECK(ResultWriter::obstacle(scratch.path).empty());
  CHECK(entries_in(scratch.path) == 0);
}

TEST_CASE("writer: a file that no result has is refused and everything is taken back") {
  const Scratch scratch;
  ResultWriter writer{scratch.path / "a"};
  CHECK(writer.add("result.json", "{}"));
  CHECK_FALSE(writer.add("notes.txt", "x"));
  CHECK(contains(writer.error(), "notes.txt"));
  CHECK_FALSE(fs::exists(scratch.path));
}

}  // namespace report_writer_test
