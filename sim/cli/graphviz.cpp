#include "sim/cli/graphviz.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string_view>

#include "sim/cli/streams.hpp"
#include "sim/core/language.hpp"
#include "sim/render/diagram.hpp"
#include "sim/scenario/diagram.hpp"

namespace garoa::cli {
namespace {

/// A file in memory that nobody else sees and that no end of this program leaves behind.
class MemoryFile {
 public:
  /// Processes that this one starts may read it.
  explicit MemoryFile(std::string_view text) : file_{memfd_create("garoa", 0)} {
    for (std::size_t written = 0; is_there() && written < text.size();) {
      const auto part = write(file_, text.data() + written, text.size() - written);
      if (part <= 0) {
        close(file_);
        file_ = -1;
      } else {
        written += static_cast<std::size_t>(part);
      }
    }
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
    if (is_there()) close(file_);
  }
  [[nodiscard]] bool is_there() const { return file_ >= 0; }
  /// Where the processes that this one starts find it.
  [[nodiscard]] std::string path() const { return fmt::format("/proc/self/fd/{}", file_); }

 private:
  int file_;
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
  const MemoryFile file{dot};
  if (!file.is_there()) return std::nullopt;
  FILE* const pipe = popen(("exec dot -Tsvg " + file.path() + " 2>/dev/null").c_str(), "r");
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
  auto picture = drawn_both_ways(diagram_dot(diagram, box_states(diagram, result)));
  if (picture.empty())
    tell("garoa: {}\n", tr("the page has no diagram: the program 'dot' of Graphviz is not there or fails"));
  return picture;
}

}  // namespace garoa::cli
