#include "sim/render/diagram.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/safe_text.hpp"
#include "sim/results/main_bottleneck.hpp"

namespace garoa {
namespace {

using Shape = Diagram::Shape;

/// How a box looks in both languages.
struct Look {
  Shape shape;
  std::string_view dot;
  std::string_view opens;  // Mermaid
  std::string_view closes;
};
constexpr std::array looks{
    Look{Shape::clients, "ellipse", "([", "])"},  Look{Shape::compute, "box3d", "[", "]"},
    Look{Shape::volume, "cylinder", "[(", ")]"},  Look{Shape::bucket, "cylinder", "[(", ")]"},
    Look{Shape::function, "hexagon", "{{", "}}"}, Look{Shape::queue, "cds", "[[", "]]"},
    Look{Shape::topic, "house", "[/", "\\]"},     Look{Shape::table, "cylinder", "[(", ")]"},
    Look{Shape::log, "note", "[", "]"},           Look{Shape::other, "box", "[", "]"}};

const Look& look_of(Shape shape) {
  return *std::find_if(looks.begin(), looks.end(), [&](const Look& look) { return look.shape == shape; });
}

constexpr double busy_from = 0.5;
constexpr double full_from = 0.9;

/// Shares of what a resource can do or hold.
bool is_use(const Metric& metric) {
  return metric.unit == "share" &&
         (metric.name.ends_with(".peak_hour") || metric.name.ends_with(".used_share.max") ||
          metric.name.ends_with(".window_used.max"));
}

/// Counts of what was turned away or is gone, by the end of their names.
constexpr std::array losses{std::pair{".upload.rejected", msgid("uploads rejected")},
                            std::pair{".download.failed", msgid("downloads failed")},
                            std::pair{".documents.lost", msgid("documents lost")},
                            std::pair{".dropped", msgid("events dropped")},
                            std::pair{".notifications.failed", msgid("notifications lost")},
                            std::pair{".calls.failed", msgid("calls failed")},
                            std::pair{".expired", msgid("messages expired")},
                            std::pair{".records_lost", msgid("records lost")}};

void add_loss(BoxState& state, const Metric& metric) {
  for (const auto& [ending, words] : losses) {
    if (metric.value <= 0 || !metric.name.ends_with(ending)) continue;
    state.classes.emplace_back("loses");
    state.notes.push_back(fmt::format("{} {}", human_count(metric.value), tr(words)));
    return;
  }
}

std::string in_words_of(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return tr(name);
}

/// Of what a share is: "used share" of a volume is its space.
std::string word_for(const std::string& what) {
  if (what == "used share") return tr("space");
  if (what == "concurrency.used share") return tr("concurrency");
  if (what == "oldest age.used share") return tr("oldest message, of the retention");
  if (what == "in flight.used share") return tr("in flight, of what may be");
  return what == "window used" ? tr("window") : tr(what);
}

BoxState state_of(const std::string& id, const RunResult& result) {
  BoxState state;
  double use = 0;
  std::string what;
  for (const auto& metric : result.metrics) {
    if (!metric.name.starts_with(id + ".")) continue;
    add_loss(state, metric);
    if (!is_use(metric) || metric.value < use) continue;
    use = metric.value;
    what = metric.name.substr(id.size() + 1, metric.name.rfind('.') - id.size() - 1);
    what = in_words_of(what);
  }
  // Rates go beyond 100 % by credits, which let a resource do more than it earns.
  const bool beyond = use > 1 && what != "used share" && what != "window used";
  if (use > 0)
    state.notes.push_back(beyond ? tr("{}: {} of its base rate", word_for(what), human_share(use))
                                 : fmt::format("{}: {}", word_for(what), human_share(use)));
  if (use >= full_from) {
    state.classes.emplace_back("full");
  } else if (use >= busy_from) {
    state.classes.emplace_back("busy");
  }
  return state;
}

void add_notes(std::vector<std::string>& lines, const std::string& id, const BoxStates& states) {
  if (const auto found = states.find(id); found != states.end())
    lines.insert(lines.end(), found->second.notes.begin(), found->second.notes.end());
}

/// The lines in a box: service and name, details, what the result says.
std::vector<std::string> lines_of(const Diagram::Node& node, const BoxStates& states) {
  std::vector<std::string> lines{node.service + " " + node.name};
  lines.insert(lines.end(), node.details.begin(), node.details.end());
  add_notes(lines, node.id, states);
  return lines;
}

std::vector<std::string> lines_of(const Diagram::Link& link, const BoxStates& states) {
  std::vector<std::string> lines{link.label};
  add_notes(lines, link.id, states);
  return lines;
}

std::string replaced(std::string_view text, std::string_view special, const std::vector<std::string>& by) {
  std::string result;
  for (const char c : safe_text(text)) {
    const auto at = special.find(c);
    result += at == std::string_view::npos ? std::string(1, c) : by[at];
  }
  return result;
}

std::string in_mermaid(std::string_view text) {
  return replaced(text, "\"#<>&", {"#quot;", "#35;", "#lt;", "#gt;", "#amp;"});
}

std::string in_dot(std::string_view text) {
  return replaced(text, "\"\\&<>", {"\\\"", "\\\\", "&amp;", "&lt;", "&gt;"});
}

template <class Escape>
std::string label_of(const std::vector<std::string>& lines, std::string_view between, const Escape& escape) {
  std::vector<std::string> safe;
  for (const auto& line : lines) safe.push_back(escape(line));
  return fmt::format("{}", fmt::join(safe, between));
}

std::string classes_of(const std::string& id, const BoxStates& states, std::string_view between) {
  const auto found = states.find(id);
  return found == states.end() ? "" : fmt::format("{}", fmt::join(found->second.classes, between));
}

/// Frames with what is in them, each inside the other.
template <class Open, class Node>
std::string framed(const Diagram& diagram, const std::string& inside, std::size_t depth, const Open& open,
                   const Node& node, std::string_view close) {
  const std::string indent(2 * depth, ' ');
  std::string text;
  for (const auto& own : diagram.nodes) {
    if (own.frame == inside) text += indent + node(own) + "\n";
  }
  for (const auto& frame : diagram.frames) {
    if (frame.inside != inside) continue;
    const auto content = framed(diagram, frame.id, depth + 1, open, node, close);
    if (!content.empty()) text += indent + open(frame) + "\n" + content + indent + std::string{close} + "\n";
  }
  return text;
}

constexpr std::string_view dot_head = R"(digraph garoa {
  rankdir=LR; compound=true; nodesep=0.3; ranksep=0.6; bgcolor="transparent"; fontname="Helvetica,Arial,sans-serif"; fontsize=12;
  node [fontname="Helvetica,Arial,sans-serif", fontsize=11, style=filled, fillcolor="#ffffff", color="#55606e", margin="0.18,0.1"];
  edge [fontname="Helvetica,Arial,sans-serif", fontsize=10, color="#55606e", fontcolor="#55606e", arrowsize=0.7];
)";

/// What boxes of a class look like where no style says otherwise; the last class counts.
std::string dot_colours(const std::string& classes) {
  if (classes.find("loses") != std::string::npos)
    return ", color=\"#c0261f\", fillcolor=\"#fbe4e2\", penwidth=2";
  if (classes.find("binds") != std::string::npos)
    return ", color=\"#b86e00\", fillcolor=\"#fdf0dc\", penwidth=3";
  if (classes.find("full") != std::string::npos)
    return ", color=\"#b86e00\", fillcolor=\"#fdf0dc\", penwidth=2";
  if (classes.find("busy") != std::string::npos) return ", color=\"#b86e00\"";
  return "";
}

}  // namespace

/// Whatever resources are called.
std::map<std::string, std::string> box_numbers(const Diagram& diagram) {
  std::map<std::string, std::string> numbers;
  for (const auto& node : diagram.nodes) numbers.try_emplace(node.id, fmt::format("n{}", numbers.size() + 1));
  return numbers;
}

BoxStates box_states(const Diagram& diagram, const RunResult& result) {
  std::vector<std::string> ids;
  for (const auto& node : diagram.nodes) ids.push_back(node.id);
  for (const auto& link : diagram.links) {
    if (!link.id.empty()) ids.push_back(link.id);
  }
  BoxStates states;
  const auto most = main_bottleneck(result);
  for (const auto& id : ids) {
    auto state = state_of(id, result);
    if (most.part != nullptr && most.cause().resource.starts_with(id + ".")) {
      state.classes.emplace_back("binds");
      state.notes.push_back(tr("binds") + ": " +
                            in_words_of(most.cause().resource.substr(most.cause().resource.rfind('.') + 1)));
    }
    if (!state.notes.empty()) states.emplace(id, std::move(state));
  }
  return states;
}

std::string diagram_mermaid(const Diagram& diagram, const BoxStates& states) {
  const auto numbers = box_numbers(diagram);
  std::size_t frames = 0;
  const auto open = [&](const Diagram::Frame& frame) {
    return fmt::format("subgraph f{}[\"{}\"]", ++frames, in_mermaid(frame.title));
  };
  const auto node = [&](const Diagram::Node& own) {
    const auto& look = look_of(own.shape);
    const auto classes = classes_of(own.id, states, ",");
    const auto last = classes.substr(classes.rfind(',') == std::string::npos ? 0 : classes.rfind(',') + 1);
    return fmt::format("{}{}\"{}\"{}{}", numbers.at(own.id), look.opens,
                       label_of(lines_of(own, states), "<br/>", in_mermaid), look.closes,
                       last.empty() ? "" : ":::" + last);
  };
  auto text = "flowchart LR\n" + framed(diagram, "", 1, open, node, "end");
  for (const auto& link : diagram.links)
    text += fmt::format("  {} {}|\"{}\"| {}\n", numbers.at(link.from), link.aside ? "-.->" : "-->",
                        label_of(lines_of(link, states), "<br/>", in_mermaid), numbers.at(link.to));
  if (!states.empty())
    text +=
        "  classDef loses stroke:#c0261f,stroke-width:2px\n  classDef binds stroke:#b86e00,stroke-width:4px\n"
        "  classDef full stroke:#b86e00,stroke-width:2px\n  classDef busy stroke:#b86e00\n";
  return text;
}

std::string diagram_dot(const Diagram& diagram, const BoxStates& states) {
  const auto numbers = box_numbers(diagram);
  std::size_t frames = 0;
  const auto open = [&](const Diagram::Frame& frame) {
    return fmt::format(
        "subgraph cluster_{} {{ label=\"{}\"; labeljust=l; style=\"rounded\"; color=\"#8792a0\"; "
        "fontcolor=\"#55606e\";",
        ++frames, in_dot(frame.title));
  };
  const auto node = [&](const Diagram::Node& own) {
    const auto classes = classes_of(own.id, states, " ");
    return fmt::format("{} [label=\"{}\", shape={}, class=\"{}\"{}];", numbers.at(own.id),
                       label_of(lines_of(own, states), "\\n", in_dot), look_of(own.shape).dot, classes,
                       dot_colours(classes));
  };
  std::string text{dot_head};
  text += framed(diagram, "", 1, open, node, "}");
  for (const auto& link : diagram.links) {
    const auto classes = classes_of(link.id, states, " ");
    text += fmt::format("  {} -> {} [label=\"{}\", class=\"{}\"{}{}];\n", numbers.at(link.from),
                        numbers.at(link.to), label_of(lines_of(link, states), "\\n", in_dot), classes,
                        link.aside ? ", style=dashed" : "", dot_colours(classes));
  }
  return text + "}\n";
}

}  // namespace garoa
