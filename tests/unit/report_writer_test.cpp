// The writer leaves all files or none.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <unistd.h>

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

}  // namespace

TEST_CASE("writer: files appear together, under their names, in a folder that it makes") {
  const Scratch scratch;
  const fs::path folder = scratch.path / "runs" / "a";
  ResultWriter writer{folder};
  CHECK(writer.add("result.json", "{}\n"));
  CHECK(writer.add("metrics.csv", std::string{"a\0b", 3}));
  CHECK_FALSE(fs::exists(folder / "result.json"));
  REQUIRE(writer.commit());
  CHECK(text_of(folder / "result.json") == "{}\n");
  CHECK(text_of(folder / "metrics.csv") == std::string{"a\0b", 3});
  CHECK(entries_in(folder) == 2);
  CHECK(writer.written().size() == 2);
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
  {
    ResultWriter earlier{scratch.path};
    earlier.add("result.json", "old");
    REQUIRE(earlier.commit());
  }
  {
    ResultWriter later{scratch.path};
    later.add("result.json", "new");
  }
  CHECK(text_of(scratch.path / "result.json") == "old");
  CHECK(entries_in(scratch.path) == 1);
}

TEST_CASE("writer: an error names the path and takes back what was written") {
  const Scratch scratch;
  SUBCASE("a folder has the name of a file") {
    fs::create_directories(scratch.path / "metrics.csv");
    ResultWriter writer{scratch.path};
    CHECK(writer.add("result.json", "{}"));
    CHECK(writer.add("metrics.csv", "x"));
    CHECK_FALSE(writer.commit());
    CHECK(writer.error().find((scratch.path / "metrics.csv").string()) != std::string::npos);
    CHECK(entries_in(scratch.path) == 1);
  }
  SUBCASE("a file is where the folder should be") {
    std::ofstream{scratch.path} << "x";
    ResultWriter writer{scratch.path / "a"};
    CHECK_FALSE(writer.error().empty());
    CHECK_FALSE(writer.add("result.json", "{}"));
    CHECK_FALSE(writer.commit());
    CHECK(text_of(scratch.path) == "x");
  }
}

}  // namespace report_writer_test
