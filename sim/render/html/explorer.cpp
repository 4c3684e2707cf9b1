#include "sim/render/html/explorer.hpp"

#include <fmt/format.h>

#include "sim/core/language.hpp"
#include "sim/render/html/html_text.hpp"

namespace garoa {
namespace {

Json json_of(const Explorer::Cell& cell) {
  if (cell.tone.empty() && cell.aside.empty()) return cell.text;
  return Json::array({cell.text, cell.tone, cell.aside});
}

Json json_of(const Explorer::Point& point) {
  Json cells = Json::array();
  for (const auto& cell : point.cells) cells.push_back(json_of(cell));
  Json json{{"at", point.at}, {"cells", std::move(cells)}};
  if (!point.note.empty()) json["note"] = point.note;
  return json;
}

std::string slider(const Explorer& explorer, std::size_t axis) {
  const auto& [name, values] = explorer.axes[axis];
  if (values.size() < 2) return "";
  const auto at = explorer.points[explorer.first].at[axis];
  return fmt::format(
      "<label>{0} <output>{1}</output><input type=\"range\" data-axis=\"{2}\" min=\"0\" max=\"{3}\" "
      "step=\"1\" value=\"{4}\" aria-label=\"{0}\" aria-valuetext=\"{1}\"></label>\n",
      escaped(name), escaped(values[at]), axis, values.size() - 1, at);
}

std::string cards(const Explorer::Group& group, std::size_t first) {
  auto html = fmt::format("<ul class=\"cards\" aria-label=\"{}\">\n", escaped(group.title));
  for (std::size_t i = 0; i < group.labels.size(); ++i)
    html += fmt::format(
        "<li data-cell=\"{}\"><span class=\"label\">{}</span><span class=\"value\"></span><span "
        "class=\"aside\"></span></li>\n",
        first + i, breakable(with_code(escaped(group.labels[i]))));
  return html + "</ul>\n";
}

std::string rows(const Explorer::Group& group, std::size_t first) {
  const bool folded = group.form == Explorer::Group::Form::folded;
  auto html = folded ? fmt::format("<details><summary>{}</summary>", escaped(group.title)) : std::string{};
  html += fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
      "aria-label=\"{0}\"><table><caption>{0}</caption><tbody>\n",
      escaped(group.title));
  for (std::size_t i = 0; i < group.labels.size(); ++i)
    html += fmt::format(
        "<tr data-cell=\"{}\"><th scope=\"row\">{}</th><td class=\"value number\"></td><td "
        "class=\"aside\"></td></tr>\n",
        first + i, breakable(with_code(escaped(group.labels[i]))));
  return html + (folded ? "</tbody></table></div></details>\n" : "</tbody></table></div>\n");
}

}  // namespace

namespace explorer {

Json parameter(const Explorer& explorer) {
  return {{"name", chosen}, {"value", explorer.points[explorer.first].at}};
}

}  // namespace explorer

std::string explorer_html(const Explorer& explorer) {
  if (explorer.points.empty()) return "";
  auto html = fmt::format("<div class=\"explorer\" id=\"{}\" data-none=\"{}\">\n<div class=\"sliders\">\n",
                          escaped(explorer.id), tr("not computed"));
  Json axes = Json::array();
  for (std::size_t axis = 0; axis < explorer.axes.size(); ++axis) {
    html += slider(explorer, axis);
    axes.push_back({{"name", explorer.axes[axis].name}, {"values", explorer.axes[axis].values}});
  }
  html += "</div>\n<p class=\"told\" role=\"status\"></p>\n";
  std::size_t first = 0;
  for (const auto& group : explorer.groups) {
    html += group.form == Explorer::Group::Form::cards ? cards(group, first) : rows(group, first);
    first += group.labels.size();
  }
  Json points = Json::array();
  for (const auto& point : explorer.points) points.push_back(json_of(point));
  const Json data{{"axes", std::move(axes)}, {"points", std::move(points)}, {"charts", explorer.charts}};
  return html + fmt::format("<script type=\"application/json\">{}</script>\n</div>\n", json_in_page(data));
}

}  // namespace garoa
