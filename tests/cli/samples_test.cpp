// The samples in the documents are what the program says.
//
// A sample is a block ```console with `$ garoa ...` and what follows on the standard output; a line `...` stands for lines that are left
// out. Samples run in a folder with `scenarios` in it. A picture is a block ```mermaid below a comment `<!-- $ garoa ... -->`.
//
// To rewrite them:  GAROA_UPDATE_SAMPLES=1 ctest --preset release -R samples
// A part between two `...` begins with the same line and has as many lines as before; if its first line is gone, it is for a person to
// choose another.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace samples_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view left_out = "...";

/// A command and where its output stands in the document.
struct Sample {
  std::string command;
  std::size_t first = 0;
  std::size_t last = 0;  // one behind
};

std::vector<Sample> samples_in(const Lines& document) {
  constexpr std::string_view comment = "<!-- $ ";
  constexpr std::string_view comment_end = " -->";
  std::vector<Sample> samples;
  bool inside = false;
  for (std::size_t i = 0; i < document.size(); ++i) {
    const auto& line = document[i];
    if (line.starts_with("```")) {
      inside = line == "```console";
      const auto& above = i > 0 ? document[i - 1] : line;
      if (line != "```mermaid" || !above.starts_with(comment) || !above.ends_with(comment_end)) continue;
      samples.push_back(
          {above.substr(comment.size(), above.size() - comment.size() - comment_end.size()), i + 1, i + 1});
      inside = true;
    } else if (inside && line.starts_with("$ ")) {
      samples.push_back({line.substr(2), i + 1, i + 1});
    } else if (inside && !samples.empty()) {
      samples.back().last = i + 1;
    }
  }
  return samples;
}

/// The same sample with what the program says today; nothing if a part's first line is gone.
std::optional<Lines> renewed(const Lines& sample, const Lines& said) {
  if (std::find(sample.begin(), sample.end(), left_out) == sample.end()) return said;
  Lines result;
  std::size_t at = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    if (sample[i] == left_out) {
      result.push_back(sample[i]);
      continue;
    }
    const bool begins_part = i > 0 && sample[i - 1] == left_out;
    if (begins_part) {
      const auto found = std::find(said.begin() + static_cast<std::ptrdiff_t>(at), said.end(), sample[i]);
      at = static_cast<std::size_t>(found - said.begin());
    }
    if (at >= said.size()) return std::nullopt;
    result.push_back(said[at++]);
  }
  if (sample.back() != left_out && at != said.size()) return std::nullopt;
  return result;
}

Lines said_by(const std::string& command, const fs::path& folder) {
  const auto programs = fs::path{GAROA_PROGRAM}.parent_path().string();
  const auto end = run_program("/bin/sh", {"-c", "PATH=\"" + programs + ":$PATH\"; " + command}, folder);
  INFO("stderr: " << end.errors);
  CHECK(end.exit_code == 0);
  return lines_of(end.output);
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const auto& line : lines) text += line + '\n';
  return text;
}

/// Compares the samples of a document, or renews them. Gives their number.
std::size_t check_samples(const fs::path& path) {
  auto document = lines_of(read_file(path));
  auto samples = samples_in(document);
  const TemporaryFolder folder;
  fs::create_directory_symlink(source_folder() / "scenarios", folder.path() / "scenarios");
  const bool update = std::getenv("GAROA_UPDATE_SAMPLES") != nullptr;
  std::reverse(samples.begin(), samples.end());  // so that places before stay what they are
  for (const auto& sample : samples) {
    CAPTURE(sample.command);
    const auto begin = document.begin() + static_cast<std::ptrdiff_t>(sample.first);
    const auto end = document.begin() + static_cast<std::ptrdiff_t>(sample.last);
    const Lines old{begin, end};
    const auto today = renewed(old, said_by(sample.command, folder.path()));
    CHECK_MESSAGE(today.has_value(), "the first line of a part, or the end, is no longer said");
    if (!today) continue;
    if (!update) {
      CHECK(joined(old) == joined(*today));
      continue;
    }
    document.erase(begin, end);
    document.insert(document.begin() + static_cast<std::ptrdiff_t>(sample.first), today->begin(),
                    today->end());
  }
  if (update) write_file(path, joined(document));
  return samples.size();
}

}  // namespace

TEST_CASE("samples: what the documents show is what the program says") {
  std::size_t count = 0;
  for (const auto* name : {"README.md", "CONTRIBUTING.md", "sim/README.md"}) {
    CAPTURE(name);
    count += check_samples(source_folder() / name);
  }
  CHECK(count >= 2);
}

TEST_CASE("samples: lines that are left out match any, others only themselves") {
  const Lines said{"a", "b", "c", "d"};
  CHECK(renewed({"a", "x", "c", "d"}, said) == said);
  CHECK(renewed({"a", "..."}, said) == Lines{"a", "..."});
  CHECK(renewed({"...", "c", "x"}, said) == Lines{"...", "c", "d"});
  CHECK(renewed({"...", "b", "...", "d"}, said) == Lines{"...", "b", "...", "d"});
  CHECK(renewed({"a", "...", "c", "..."}, said) == Lines{"a", "...", "c", "..."});
  CHECK_FALSE(renewed({"...", "x", "..."}, said).has_value());
  CHECK_FALSE(renewed({"...", "b"}, said).has_value());
  CHECK_FALSE(renewed({"...", "c", "...", "b"}, said).has_value());
  const auto pictures = samples_in({"<!-- $ a -->", "```mermaid", "1", "2", "```", "```mermaid", "3", "```"});
  REQUIRE(pictures.size() == 1);
  CHECK(pictures[0].command == "a");
  CHECK(pictures[0].first == 2);
  CHECK(pictures[0].last == 4);
  const auto samples = samples_in({"```sh", "$ no", "```", "```console", "$ a", "1", "2", "$ b", "```", "3"});
  REQUIRE(samples.size() == 2);
  CHECK(samples[0].command == "a");
  CHECK(samples[0].last - samples[0].first == 2);
  CHECK(samples[1].last - samples[1].first == 0);
}

}  // namespace samples_test
