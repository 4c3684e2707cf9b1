#include "sim/cli/graphviz.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sim/cli/completions.hpp"
#include "sim/render/diagram.hpp"
#include "sim/scenario/diagram.hpp"

namespace garoa::cli {
namespace {

/// A file of this process alone, gone with the object.
class ScratchFile {
 public:
  explicit ScratchFile(const std::string& text) {
    std::error_code code;
    path_ = (std::filesystem::temp_directory_path(code) / "garoa-XXXXXX").string();
    const int opened = mkstemp(path_.data());
    if (opened < 0) return;
    close(opened);
    std::ofstream{path_, std::ios::binary} << text;
    there_ = true;
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ~ScratchFile() {
    if (there_) unlink(path_.c_str());
  }
  [[nodiscard]] bool is_there() const { return there_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool there_ = false;
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// Names of elements are the first picture's.
std::string without_ids(std::string svg) {
  constexpr std::string_view begin = " id=\"";
  for (auto at = svg.find(begin); at != std::string::npos; at = svg.find(begin, at))
    svg.erase(at, svg.find('"', at + begin.size()) - at + 1);
  return svg;
}

std::string drawn_both_ways(const std::string& dot) {
  const auto wide = svg_of_dot(dot);
  const auto tall = svg_of_dot(replaced(dot, "rankdir=LR", "rankdir=TB"));
  if (!wide || !tall) return "";
  return replaced(*wide, "<svg", "<svg class=\"wide\"") +
         without_ids(replaced(*tall, "<svg", "<svg class=\"tall\""));
}

}  // namespace

std::optional<std::string> svg_of_dot(const std::string& dot) {
  const ScratchFile file{dot};
  if (!file.is_there()) return std::nullopt;
  FILE* const pipe = popen(("dot -Tsvg " + shell_quoted(file.path()) + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string text;
  std::array<char, 4096> part{};
  for (std::size_t read = 0; (read = fread(part.data(), 1, part.size(), pipe)) > 0;)
    text.append(part.data(), read);
  const bool drawn = pclose(pipe) == 0;
  const auto begin = text.find("<svg");
  if (!drawn || begin == std::string::npos) return std::nullopt;
  return text.substr(begin);
}

std::string plain_picture_of(const Diagram& diagram) {
  return diagram.nodes.empty() ? "" : without_ids(drawn_both_ways(diagram_dot(diagram)));
}

std::string picture_of(const Scenario& scenario, const RunResult& result) {
  const auto diagram = diagram_of(scenario);
  return drawn_both_ways(diagram_dot(diagram, box_states(diagram, result)));
}

}  // namespace garoa::cli
