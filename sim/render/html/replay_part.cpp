#include "sim/render/html/replay_part.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/diagram.hpp"
#include "sim/render/html/charts.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/told.hpp"
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

/// Of a resource its own; of a zone, "zone a", those in its frame.
Json boxes_that_fail(const std::string& target, const Diagram& diagram) {
  const auto numbers = box_numbers(diagram);
  auto frame = target;
  std::replace(frame.begin(), frame.end(), ' ', '.');
  Json boxes = Json::array();
  for (const auto& node : diagram.nodes) {
    const bool hit = node.id == target || node.frame == frame || node.id.starts_with(target + ".");
    if (hit && numbers.contains(node.id)) boxes.push_back(numbers.at(node.id));
  }
  return boxes;
}

/// Those that last into the window.
Json failures_of(const ReplayInput& input, const RunResult& result) {
  const auto& window = input.replay.window;
  Json failures = Json::array();
  for (const auto& run : result.failures) {
    const double ended = run.ended_s.value_or(window.to());
    if (run.at_s > window.to() || ended < window.from) continue;
    failures.push_back({{"words", fmt::format("{}: {}", told(run.target), tr(run.kind))},
                        {"from", run.at_s},
                        {"to", run.ended_s ? Json(*run.ended_s) : Json()},
                        {"boxes", boxes_that_fail(run.target, input.diagram)}});
  }
  return failures;
}

std::string rows_of_levels(const Replay& replay) {
  std::string rows;
  for (std::size_t i = 0; i < replay.levels.size(); ++i)
    rows += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"number\" data-level=\"{}\"></td></tr>\n",
        escaped(replay.levels[i].resource), escaped(tr(replay.levels[i].what)), i);
  return rows;
}

std::string rows_of_reported(const Replay& replay) {
  std::string rows;
  for (std::size_t i = 0; i < replay.reported.size(); ++i) {
    const auto& resource = replay.reported[i].resource;
    const auto& metric = replay.reported[i].metric;
    rows += fmt::format(
        "<tr><th scope=\"row\">{0}</th><td>{1}, {2}</td><td class=\"number\" data-reported=\"{3}\"></td><td "
        "class=\"number\" data-reported-at=\"{3}\"></td></tr>\n",
        escaped(resource), escaped(metric), statistic_of_level(metric), i);
  }
  return rows;
}

/// Rows are there, or the table is not.
std::string table_of_now(const std::string& caption, const std::vector<std::string>& titles,
                         const std::string& rows) {
  if (rows.empty()) return "";
  std::string head;
  for (const auto& title : titles) head += fmt::format("<th scope=\"col\">{}</th>", title);
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{0}\"><table><caption>{0}</caption>"
      "<thead><tr>{1}</tr></thead><tbody>\n{2}</tbody></table></div>\n",
      caption, head, rows);
}

/// Those that the picture tells at its boxes.
std::string words_of(const std::string& metric) {
  if (metric == "AWS/EBS BurstBalance") return tr("burst balance");
  if (metric == "AWS/EBS VolumeQueueLength") return tr("queue of the volume");
  return metric == "AWS/EC2 CPUCreditBalance" ? tr("CPU credits") : "";
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
            "tried again. Red, with a cross: refused or lost. Bars beside boxes: credits left, of all that "
            "there can "
            "be, and what waits, of the most in this window. Dashed red: what fails at this instant.");
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

std::string replay_html(const ReplayInput& input, const RunResult& result) {
  const auto& replay = input.replay;
  auto data = Json::parse(replay_json(replay));
  data["boxes"] = boxes_of(input.diagram);
  data["ways"] = ways_of(input.diagram);
  data["volumes"] = volumes_of(input.diagram);
  data["start"] = chart_time(result.scenario, 0);
  data["failures"] = failures_of(input, result);
  for (auto& reported : data["reported"]) {
    reported["unit"] = unit_of(reported["metric"]);
    reported["words"] = words_of(reported["metric"]);
  }
  for (auto& level : data["levels"]) level["words"] = tr(level["what"].get<std::string>());
  const auto picture =
      input.picture.empty()
          ? std::string{}
          : fmt::format("<div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">{}</div>\n",
                        tr("Replay"), input.picture);
  return fmt::format(
      "<div class=\"replay\">\n<p class=\"about\">{}</p>\n{}<p class=\"failing\" "
      "role=\"status\"></p>\n{}{}{}<script "
      "type=\"application/json\">{}</script>\n</div>\n",
      escaped(about(replay)), controls(), picture,
      table_of_now(tr("At this instant"), {tr("resource"), tr("what"), tr("value")}, rows_of_levels(replay)),
      table_of_now(tr("What CloudWatch has by then: of the last whole period"),
                   {tr("resource"), tr("metric and statistic"), tr("value"), tr("of the period to")},
                   rows_of_reported(replay)),
      json_in_page(data));
}

}  // namespace garoa
