#include "sim/render/html/lesson_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/language.hpp"
#include "sim/render/html/explorer.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/lesson_text.hpp"

namespace garoa {
namespace {

constexpr double lesson_panel_height = 130;
constexpr const char* chart_of_lesson = "lesson";

const std::string& as_spoken(const BothLanguages& text) {
  return text.in(spoken_language());
}

std::vector<std::string> labels_of(const LessonSlider& slider) {
  std::vector<std::string> labels;
  for (const auto& position : slider.positions) labels.push_back(as_spoken(position.label));
  return labels;
}

Explorer explorer_of(const Lesson& lesson, const LessonTexts& texts) {
  Explorer explorer{.id = "points", .axes = {}, .groups = {}, .points = {}, .charts = {chart_of_lesson}};
  for (const auto& slider : lesson.sliders)
    explorer.axes.push_back({as_spoken(slider.name), labels_of(slider)});
  Explorer::Group cards{.title = tr("What this point gives"), .labels = {}};
  for (const auto& measure : lesson.measures) cards.labels.push_back(as_spoken(measure.name));
  explorer.groups.push_back(std::move(cards));
  for (std::size_t point = 0; point < texts.size(); ++point) {
    Explorer::Point shown{.at = lesson.positions_at(point), .cells = {}};
    for (const auto& text : texts[point]) shown.cells.push_back({text});
    explorer.points.push_back(std::move(shown));
  }
  return explorer;
}

/// The slider with the most positions.
std::size_t longest_slider(const Lesson& lesson) {
  const auto& sliders = lesson.sliders;
  const auto longest = std::max_element(sliders.begin(), sliders.end(), [](const auto& a, const auto& b) {
    return a.positions.size() < b.positions.size();
  });
  return static_cast<std::size_t>(longest - sliders.begin());
}

/// `k0`... the sliders' positions, `l0`... their labels, `m0`... the measures with `s0` as people read them.
Json rows_of_lesson(const Lesson& lesson, const LessonValues& values, const LessonTexts& texts) {
  Json rows = Json::array();
  for (std::size_t point = 0; point < values.size(); ++point) {
    Json row;
    const auto positions = lesson.positions_at(point);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      row[fmt::format("k{}", i)] = positions[i];
      row[fmt::format("l{}", i)] = as_spoken(lesson.sliders[i].positions[positions[i]].label);
    }
    for (std::size_t i = 0; i < lesson.measures.size(); ++i) {
      if (!values[point][i]) continue;
      row[fmt::format("m{}", i)] = *values[point][i];
      row[fmt::format("s{}", i)] = texts[point][i];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// A measure over the longest slider, a line for each position of the next one, a ring where the sliders stand.
Json panel(const Lesson& lesson, std::size_t measure) {
  const auto along = longest_slider(lesson);
  const auto name = [](const char* kind, std::size_t number) { return fmt::format("{}{}", kind, number); };
  Json encoding{{"x",
                 {{"field", name("l", along)},
                  {"type", "ordinal"},
                  {"sort", labels_of(lesson.sliders[along])},
                  {"title", as_spoken(lesson.sliders[along].name)},
                  {"axis", {{"labelAngle", 0}, {"labelOverlap", true}}}}},
                {"y", {{"field", name("m", measure)}, {"type", "quantitative"}, {"title", nullptr}}}};
  Json ring{{"transform", Json::array()},
            {"mark", {{"type", "point"}, {"size", 190}, {"strokeWidth", 2.5}, {"color", "var(--ink)"}}},
            {"encoding", encoding}};
  Json tips = Json::array();
  std::string chosen;
  for (std::size_t i = 0; i < lesson.sliders.size(); ++i) {
    chosen += fmt::format("{}datum.k{} == {}[{}]", i == 0 ? "" : " && ", i, explorer::chosen, i);
    tips.push_back({{"field", name("l", i)}, {"title", as_spoken(lesson.sliders[i].name)}});
    if (i != along && !encoding.contains("color"))
      encoding["color"] = {{"field", name("l", i)},
                           {"type", "nominal"},
                           {"sort", labels_of(lesson.sliders[i])},
                           {"title", as_spoken(lesson.sliders[i].name)},
                           {"legend", {{"orient", "top"}}}};
  }
  ring["transform"].push_back({{"filter", chosen}});
  tips.push_back({{"field", name("s", measure)}, {"title", as_spoken(lesson.measures[measure].name)}});
  encoding["tooltip"] = std::move(tips);
  const auto& unit = lesson.measures[measure].unit;
  return {
      {"title", as_spoken(lesson.measures[measure].name) + (unit == "1" ? "" : " (" + unit + ")")},
      {"height", lesson_panel_height},
      {"layer", Json::array({{{"mark", {{"type", "line"}}}, {"encoding", encoding}},
                             {{"mark", {{"type", "point"}, {"filled", true}, {"size", 60}, {"opacity", 1}}},
                              {"encoding", encoding}},
                             std::move(ring)})}};
}

Chart chart_of_points(const Lesson& lesson, const LessonValues& values, const LessonTexts& texts,
                      const Explorer& explorer) {
  Chart chart{.id = chart_of_lesson,
              .title = tr("All points"),
              .about = tr("Each dot is a run; the ring is where the sliders stand."),
              .spec = {{"$schema", chart::schema},
                       {"params", Json::array({explorer::parameter(explorer)})},
                       {"data", {{"values", rows_of_lesson(lesson, values, texts)}}}},
              .lines = {},
              .numbers = lesson_table(lesson, values)};
  Json panels = Json::array();
  for (std::size_t measure = 0; measure < lesson.measures.size(); ++measure)
    panels.push_back(panel(lesson, measure));
  chart.spec["vconcat"] = std::move(panels);
  return chart;
}

std::string question_html(const Lesson& lesson, const LessonValues& values) {
  auto html = fmt::format("<p class=\"question\">{}</p>\n<fieldset class=\"choices\"><legend>{}</legend>\n",
                          escaped(as_spoken(lesson.question)), escaped(tr("Your guess")));
  const auto right = right_choice(lesson, values);
  for (std::size_t i = 0; i < lesson.choices.size(); ++i)
    html += fmt::format("<label{}><input type=\"radio\" name=\"guess\"> {}</label>\n",
                        right == i ? " class=\"right\"" : "",
                        escaped(filled_in(lesson.choices[i].text, lesson, values)));
  return html + "</fieldset>\n";
}

std::string answer_html(const Lesson& lesson, const LessonValues& values) {
  const auto right = right_choice(lesson, values);
  auto html =
      fmt::format("<details class=\"solution\"><summary>{}</summary>\n", escaped(tr("Open the answer")));
  if (right)
    html += fmt::format("<p class=\"answer\">{}</p>\n",
                        escaped(filled_in(lesson.choices[*right].text, lesson, values)));
  return html + fmt::format("<p>{}</p>\n<h3>{}</h3>\n<p>{}</p>\n</details>\n",
                            escaped(filled_in(lesson.answer, lesson, values)), escaped(tr("Why")),
                            escaped(filled_in(lesson.why, lesson, values)));
}

std::string next_html(const Lesson& lesson, const LessonValues& values,
                      const std::vector<std::string>& calls) {
  std::string html;
  for (std::size_t i = 0; i < lesson.next.size(); ++i)
    html += fmt::format("<p>{}</p>\n<pre tabindex=\"0\">{}</pre>\n",
                        escaped(filled_in(lesson.next[i].text, lesson, values)), escaped(calls.at(i)));
  return html;
}

std::string sources_html(const Lesson& lesson) {
  std::string html;
  for (const auto& source : lesson.sources) html += fmt::format("<li>{}</li>\n", escaped(source));
  return html.empty() ? "" : "<ul>\n" + html + "</ul>\n";
}

}  // namespace

std::string lesson_page(const Lesson& lesson, const LessonValues& values,
                        const std::vector<std::string>& calls) {
  const auto texts = lesson_texts(lesson, values);
  const auto explorer = explorer_of(lesson, texts);
  Page page{.title = as_spoken(lesson.title) + " - garoa",
            .header = fmt::format("<h1>{}</h1>\n", escaped(as_spoken(lesson.title))),
            .sections = {},
            .footer = fmt::format(
                "<p>{}</p>\n",
                escaped(tr("Simulated by garoa {}. Nothing on this page was fetched.", GAROA_VERSION))),
            .charts = {},
            .scenario = {}};
  auto chart = drawn(page, chart_of_points(lesson, values, texts, explorer));
  page.sections = {{"question", tr("Question"), question_html(lesson, values)},
                   {"move", tr("Move and see"), explorer_html(explorer) + chart},
                   {"answer", tr("Answer"), answer_html(lesson, values)},
                   {"next", tr("Try next"), next_html(lesson, values, calls)},
                   {"sources", tr("Sources"), sources_html(lesson)}};
  return html_page(page);
}

}  // namespace garoa
