#include "sim/render/html/replay_part.hpp"

#include <fmt/format.h>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/diagram.hpp"
#include "sim/render/html/charts.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/results/series_table.hpp"

namespace garoa {
namespace {

/// Boxes of the picture by what the journal names: resources their own, jobs on an arrow the one that it points to.
Json boxes_of(const Diagram& diagram) {
  const auto numbers = box_numbers(diagram);
  Json boxes = Json::object();
  for (const auto& [id, number] : numbers) boxes[id] = number;
  for (const auto& link : diagram.links) {
    if (!link.id.empty()) boxes[link.id] = numbers.at(link.to);
  }
  return boxes;
}

/// Arrows on a document's way, as names of boxes.
Json ways_of(const Diagram& diagram) {
  const auto numbers = box_numbers(diagram);
  Json ways = Json::array();
  for (const auto& link : diagram.links) {
    if (!link.aside) ways.push_back({numbers.at(link.from), numbers.at(link.to)});
  }
  return ways;
}

/// Where uploads of a flow come to rest that no event tells of: a volume behind their door.
Json volumes_of(const Diagram& diagram) {
  const auto numbers = box_numbers(diagram);
  Json volumes = Json::array();
  for (const auto& node : diagram.nodes) {
    if (node.shape == Diagram::Shape::volume && numbers.contains(node.id))
      volumes.push_back(numbers.at(node.id));
  }
  return volumes;
}

std::string rows_of(const Replay& replay) {
  std::string rows;
  const auto add = [&](const std::string& resource, const std::string& what, const char* kind,
                       std::size_t number) {
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"number\" data-{}=\"{}\"></td></tr>\n",
        escaped(resource), escaped(what), kind, number);
  };
  for (std::size_t i = 0; i < replay.levels.size(); ++i)
    add(replay.levels[i].resource, tr(replay.levels[i].what), "level", i);
  for (std::size_t i = 0; i < replay.reported.size(); ++i)
    add(replay.reported[i].resource, replay.reported[i].metric, "reported", i);
  return rows;
}

/// CloudWatch's word; empty for a metric that no series has.
std::string unit_of(const std::string& metric) {
  const auto* const row = find_series_row(metric, statistic_of_level(metric));
  return row == nullptr ? "" : std::string{row->unit};
}

std::string about(const Replay& replay) {
  const auto drawn = replay.stride == 1 ? tr("{} uploads and downloads began in this window; each is drawn.",
                                             human_count(replay.began))
                                        : tr("{} uploads and downloads began in this window; one of {} is "
                                             "drawn, and some of those that failed.",
                                             human_count(replay.began), replay.stride);
  return drawn + " " +
         tr("Dots move evenly between two facts of the journal; numbers are all there were. Blue: on its "
            "way. Green: done. Amber: "
            "tried again. Red, with a cross: refused or lost.");
}

std::string controls() {
  return fmt::format(
      "<div class=\"controls\">\n<button type=\"button\" data-do=\"play\" data-other=\"{}\">{}</button>\n"
      "<button type=\"button\" data-do=\"back\">{}</button>\n<button type=\"button\" "
      "data-do=\"next\">{}</button>\n"
      "<label>{} <select data-do=\"speed\"></select></label>\n</div>\n"
      "<div class=\"sliders\"><label>{} <output></output><input type=\"range\" min=\"0\" step=\"1\" "
      "value=\"0\" "
      "aria-label=\"{}\"></label></div>\n",
      tr("Pause"), tr("Play"), tr("Step back"), tr("Step"), tr("Speed"), tr("Instant"), tr("Instant"));
}

}  // namespace

std::string replay_html(const ReplayInput& input, const ScenarioInfo& scenario) {
  const auto& replay = input.replay;
  auto data = Json::parse(replay_json(replay));
  data["boxes"] = boxes_of(input.diagram);
  data["ways"] = ways_of(input.diagram);
  data["volumes"] = volumes_of(input.diagram);
  data["start"] = chart_time(scenario, 0);
  for (auto& reported : data["reported"]) reported["unit"] = unit_of(reported["metric"]);
  for (auto& level : data["levels"]) level["words"] = tr(level["what"].get<std::string>());
  const auto picture =
      input.picture.empty()
          ? std::string{}
          : fmt::format("<div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">{}</div>\n",
                        tr("Replay"), input.picture);
  return fmt::format(
      "<div class=\"replay\">\n<p class=\"about\">{0}</p>\n{1}{2}<div class=\"scroll\" tabindex=\"0\" "
      "role=\"group\" "
      "aria-label=\"{3}\"><table><caption>{3}</caption><thead><tr><th scope=\"col\">{4}</th><th "
      "scope=\"col\">{5}</th><th "
      "scope=\"col\" class=\"number\">{6}</th></tr></thead><tbody>\n{7}</tbody></table></div>\n"
      "<script type=\"application/json\">{8}</script>\n</div>\n",
      escaped(about(replay)), controls(), picture, tr("At this instant"), tr("resource"), tr("what"),
      tr("value"), rows_of(replay), json_in_page(data));
}

}  // namespace garoa
