#include "sim/render/html/capacity_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/build.hpp"
#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/capacity_table.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/told.hpp"
#include "sim/results/origin.hpp"

namespace garoa {
namespace {

constexpr double use_height = 70;
constexpr double bar_height = 20;
constexpr std::size_t most_uses = 10;

/// Loads as factors, times as local ones.
double on_axis(const CapacityFound& capacity, double at) {
  return capacity.axis.kind == CapacityAxis::Kind::load ? at : chart_time(capacity.scenario, at);
}

/// From the first load on, as far as it was looked.
Json doublings(const CapacityFound& capacity) {
  Json loads = Json::array();
  for (double load = capacity.points.front(); load > 0 && load <= capacity.points.back(); load *= 2)
    loads.push_back(load);
  return loads;
}

/// All panels have the same axis.
Json along(const CapacityFound& capacity, const char* name) {
  const bool time = capacity.axis.kind == CapacityAxis::Kind::time;
  Json axis = time ? chart::time_axis()
                   : Json{{"type", "quantitative"},
                          {"title", tr("times the load")},
                          {"scale", {{"type", "log"}, {"nice", false}}},
                          {"axis", {{"labelExpr", chart::whole_number}, {"values", doublings(capacity)}}}};
  axis["field"] = name;
  return axis;
}

Json share_of_limit(const char* name, double most) {
  return {{"field", name},
          {"type", "quantitative"},
          {"title", nullptr},
          {"axis", {{"format", "%"}, {"tickCount", 3}}},
          {"scale", {{"domain", {0, most}}}}};
}

const CapacityBreak* break_of(const CapacityFound& capacity, const std::string& name) {
  const auto found = std::find_if(capacity.breaks.begin(), capacity.breaks.end(),
                                  [&](const auto& own) { return own.limit.name == name; });
  return found == capacity.breaks.end() ? nullptr : &*found;
}

/// From the first point (0) to the last (1), as it is drawn.
double place_of(const CapacityFound& capacity, double at) {
  const auto scaled = [&](double point) {
    return capacity.axis.kind == CapacityAxis::Kind::load ? std::log(point) : point;
  };
  const double first = scaled(capacity.points.front());
  const double length = scaled(capacity.points.back()) - first;
  return length > 0 ? (scaled(at) - first) / length : 0;
}

/// "264 %", "5,288x": short, where many stand side by side.
std::string short_share(double used) {
  constexpr double many = 10;
  return used < many ? human_share(used) : human_number(used) + "x";
}

/// Points above a panel's top, with what is used at them, where one such number does not touch the next.
Json rows_beyond(const CapacityFound& capacity, const CapacityUse& use, double top) {
  constexpr double apart = 0.13;
  Json rows = Json::array();
  std::optional<double> told;
  for (const auto& [at, used] : use.points) {
    if (used <= top) continue;
    const double place = place_of(capacity, at);
    const bool tells = !told || place - *told >= apart;
    if (tells) told = place;
    rows.push_back({{"x", on_axis(capacity, at)},
                    {"edge", top},
                    {"shown", human_share(used)},
                    {"told", tells ? short_share(used) : ""}});
  }
  return rows;
}

/// Arrows at the top, and numbers below them.
void add_beyond(Json& layers, Json rows, const Json& x, double top) {
  if (rows.empty()) return;
  const Json y = share_of_limit("edge", top);
  const Json data{{"values", std::move(rows)}};
  layers.push_back(
      {{"data", data},
       {"mark",
        {{"type", "point"},
         {"shape", "triangle-up"},
         {"filled", true},
         {"opacity", 1},
         {"color", chart::bad},
         {"size", 60},
         {"yOffset", 5}}},
       {"encoding", {{"x", x}, {"y", y}, {"tooltip", {{"field", "shown"}, {"title", tr("used")}}}}}});
  layers.push_back({{"data", data},
                    {"mark", {{"type", "text"}, {"color", "var(--ink)"}, {"fontSize", 11}, {"dy", 17}}},
                    {"encoding", {{"x", x}, {"y", y}, {"text", {{"field", "told"}}}}}});
}

Json panel_of(const CapacityFound& capacity, std::size_t number) {
  const auto& use = capacity.uses[number];
  Json rows = Json::array();
  double most = 1;
  for (const auto& [at, used] : use.points) {
    rows.push_back({{"limit", use.name}, {"x", on_axis(capacity, at)}, {"at", at}, {"used", used}});
    most = std::max(most, used);
  }
  // Beyond twice of all how much it is matters, and not the curve.
  const double top = std::clamp(1.1 * most, 1.1, 2.0);
  const auto x = along(capacity, "x");
  Json layers = Json::array();
  layers.push_back({{"data", {{"values", Json::array({{{"all", 1}}})}}},
                    {"mark", {{"type", "rule"}, {"color", chart::bad}, {"strokeDash", {4, 3}}}},
                    {"encoding", {{"y", share_of_limit("all", top)}}}});
  layers.push_back({{"mark", {{"type", "line"}, {"point", true}, {"clip", true}, {"color", chart::first}}},
                    {"encoding",
                     {{"x", x},
                      {"y", share_of_limit("used", top)},
                      {"tooltip", Json::array({{{"field", "at"}, {"title", "at"}},
                                               {{"field", "used"}, {"format", ".1%"}}})}}}});
  const auto* const found = break_of(capacity, use.name);
  if (found != nullptr) {
    layers.push_back(
        {{"data",
          {{"values", Json::array({{{"holds", on_axis(capacity, found->holds_at.value_or(found->breaks_at))},
                                    {"breaks", on_axis(capacity, found->breaks_at)}}})}}},
         {"mark", {{"type", "rect"}, {"color", chart::bad}, {"opacity", 0.4}, {"stroke", chart::bad}}},
         {"encoding", {{"x", along(capacity, "holds")}, {"x2", {{"field", "breaks"}}}}}});
    layers.back()["encoding"]["x"]["title"] = x["title"];
  }
  add_beyond(layers, rows_beyond(capacity, use, top), x, top);
  return {{"title", told(use.what)},
          {"height", use_height},
          {"data", {{"name", fmt::format("use_{}", number)}, {"values", std::move(rows)}}},
          {"layer", std::move(layers)}};
}

std::optional<Chart> use_chart(const CapacityFound& capacity) {
  if (capacity.uses.empty()) return std::nullopt;
  const bool time = capacity.axis.kind == CapacityAxis::Kind::time;
  Chart chart{.id = "uses",
              .title = time ? tr("As time passes") : tr("As the load grows"),
              .about = tr("How much of each limit is used at the points that were looked at. The dashed line "
                          "is all there is; in the upright band "
                          "it breaks. An arrow at the top: more than is drawn, as much as is written there."),
              .spec = {{"$schema", chart::schema},
                       {"vconcat", Json::array()},
                       {"resolve", {{"scale", {{"x", "shared"}}}}}},
              .lines = {}};
  TextTable table{{{tr("limit")}, {tr("at"), TextTable::Align::right}, {tr("used"), TextTable::Align::right}},
                  2};
  for (std::size_t i = 0; i < capacity.uses.size(); ++i) {
    const auto& use = capacity.uses[i];
    if (i < most_uses) chart.spec["vconcat"].push_back(panel_of(capacity, i));
    for (const auto& [at, used] : use.points)
      table.add({told(use.what), time ? human_duration(at) : human_number(at) + "x", human_share(used)});
  }
  if (capacity.uses.size() > most_uses)
    chart.about += " " + tr("Drawn are {} of {}.", most_uses, capacity.uses.size());
  chart.numbers = std::move(table);
  return chart;
}

/// What is used at the first point.
std::optional<Chart> headroom_chart(const CapacityFound& capacity) {
  Json rows = Json::array();
  for (const auto& use : capacity.uses) {
    if (use.points.front().first != capacity.points.front()) continue;
    const auto* const found = break_of(capacity, use.name);
    rows.push_back({{"limit", told(use.what)},
                    {"used", use.points.front().second},
                    {"full", found != nullptr && !found->holds_at}});
  }
  if (rows.empty()) return std::nullopt;
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Json& a, const Json& b) { return a["used"] > b["used"]; });
  const double height = bar_height * static_cast<double>(rows.size());
  const auto sheet = sheet_of_headroom(capacity);
  Chart chart{.id = "headroom",
              .title = sheet.title,
              .about = tr("Of each limit what is used at the first point; the dashed line is all there is."),
              .spec = chart::view(std::move(rows), height),
              .lines = {},
              .numbers = table_of(sheet)};
  chart.spec["layer"] = Json::array(
      {{{"mark", {{"type", "bar"}, {"tooltip", {{"content", "data"}}}}},
        {"encoding",
         {{"y",
           {{"field", "limit"},
            {"type", "nominal"},
            {"sort", nullptr},
            {"title", nullptr},
            {"axis", {{"labelLimit", 300}}}}},
          {"x",
           {{"field", "used"},
            {"type", "quantitative"},
            {"title", tr("of the limit")},
            {"axis", {{"format", "%"}}}}},
          {"color",
           {{"condition", {{"test", "datum.full"}, {"value", chart::bad}}}, {"value", chart::first}}}}}},
       {{"data", {{"values", Json::array({{{"all", 1}}})}}},
        {"mark", {{"type", "rule"}, {"color", "var(--ink)"}, {"strokeDash", {4, 3}}}},
        {"encoding", {{"x", {{"field", "all"}, {"type", "quantitative"}}}}}}});
  return chart;
}

std::string header_of(const CapacityFound& capacity) {
  const auto& scenario = capacity.scenario;
  const bool broken = std::any_of(capacity.breaks.begin(), capacity.breaks.end(),
                                  [](const auto& found) { return !found.holds_at; });
  return fmt::format(
      "<h1>{}</h1>\n<p class=\"meta\">{}</p>\n<p class=\"answer{}\">{}</p>\n",
      tr("Capacity of {}", escaped(told_headline(scenario))),
      escaped(tr("{}, {}, from {} for {}, seed {}", scenario.file, scenario.region,
                 human_time(scenario.start), human_duration(scenario.duration_s), scenario.seed)),
      broken ? " bad" : "", escaped(capacity_sentence(capacity)));
}

}  // namespace

std::string capacity_page(const CapacityFound& capacity) {
  const TellingMoney money{currency_of(capacity.exchange)};
  Page page{.title = tr("Capacity of {}", told_headline(capacity.scenario)) + " - garoa",
            .header = header_of(capacity),
            .sections = {},
            .footer = "<p>" +
                      tr("Simulated by garoa {}. Nothing on this page was fetched.",
                         program_in_words(GAROA_VERSION, build_hash())) +
                      "</p>\n",
            .charts = {},
            .scenario = capacity.scenario};
  const auto tables = [](const Sheet& sheet) { return html_table(table_of(sheet), sheet.title); };
  std::string notes;
  for (const auto& note : capacity_notes(capacity))
    notes += fmt::format("<p class=\"note\">{}</p>\n", escaped(note));
  page.sections.push_back({"breaks", tr("What breaks"), tables(sheet_of_breaks(capacity))});
  page.sections.push_back({"use", tr("Use of each limit"), drawn(page, use_chart(capacity))});
  page.sections.push_back({"headroom", tr("Headroom"), drawn(page, headroom_chart(capacity))});
  page.sections.push_back({"holds", tr("What holds"), tables(sheet_of_holding(capacity))});
  page.sections.push_back({"how", tr("How it was looked for"), notes});
  return html_page(page);
}

}  // namespace garoa
