#include "sim/render/html/lesson_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/build.hpp"
#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/html/axis_unit.hpp"
#include "sim/render/html/explorer.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/lesson_text.hpp"
#include "sim/results/origin.hpp"

namespace garoa {
namespace {

constexpr double lesson_panel_height = 130;
constexpr double curve_panel_height = 110;
constexpr const char* chart_of_lesson = "lesson";
constexpr const char* chart_of_time = "over-time";

const std::string& as_spoken(const BothLanguages& text) {
  return text.in(spoken_language());
}

std::vector<std::string> labels_of(const LessonSlider& slider) {
  std::vector<std::string> labels;
  for (const auto& position : slider.positions) labels.push_back(as_spoken(position.label));
  return labels;
}

Explorer explorer_of(const Lesson& lesson, const LessonTexts& texts) {
  Explorer explorer{
      .id = "points", .axes = {}, .groups = {}, .points = {}, .charts = {chart_of_time, chart_of_lesson}};
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

chart::AxisUnit unit_of_measure(const Lesson& lesson, const LessonValues& values, std::size_t measure) {
  double largest = 0;
  for (const auto& point : values) largest = std::max(largest, point[measure].value_or(0));
  return chart::axis_unit(lesson.measures[measure].unit, largest);
}

/// `k0`... the sliders' positions, `l0`... their labels, `m0`... the measures in their axes' units with `s0` as people read them.
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
      row[fmt::format("m{}", i)] = *values[point][i] / unit_of_measure(lesson, values, i).per;
      row[fmt::format("s{}", i)] = texts[point][i];
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Between names there is nothing that a line could show.
bool has_numbers(const LessonSlider& slider) {
  const auto labels = labels_of(slider);
  return std::all_of(labels.begin(), labels.end(), [](const std::string& label) {
    return !label.empty() && label.front() >= '0' && label.front() <= '9';
  });
}

/// A measure over the longest slider, a line for each position of the next one, a ring where the sliders stand.
Json panel(const Lesson& lesson, std::size_t measure, const std::string& title) {
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
  Json layers = Json::array();
  if (has_numbers(lesson.sliders[along]))
    layers.push_back({{"mark", {{"type", "line"}}}, {"encoding", encoding}});
  layers.push_back({{"mark", {{"type", "point"}, {"filled", true}, {"size", 60}, {"opacity", 1}}},
                    {"encoding", encoding}});
  layers.push_back(std::move(ring));
  return {{"title", title}, {"height", lesson_panel_height}, {"layer", std::move(layers)}};
}

Chart chart_of_points(const Lesson& lesson, const LessonValues& values, const LessonTexts& texts,
                      const Explorer& explorer) {
  Chart chart{.id = chart_of_lesson,
              .title = tr("All points"),
              .about = tr("Each dot is a run; the ring is the chosen one."),
              .spec = {{"$schema", chart::schema},
                       {"params", Json::array({explorer::parameter(explorer)})},
                       {"data", {{"values", rows_of_lesson(lesson, values, texts)}}}},
              .lines = {},
              .numbers = lesson_table(lesson, values)};
  Json panels = Json::array();
  for (std::size_t measure = 0; measure < lesson.measures.size(); ++measure)
    panels.push_back(
        panel(lesson, measure,
              unit_of_measure(lesson, values, measure).title_of(as_spoken(lesson.measures[measure].name))));
  chart.spec["vconcat"] = std::move(panels);
  return chart;
}

/// The number of the point where the sliders stand, as Vega counts it.
std::string number_of_chosen(const Lesson& lesson) {
  std::string number = "0";
  for (std::size_t i = 0; i < lesson.sliders.size(); ++i)
    number =
        fmt::format("({}) * {} + {}[{}]", number, lesson.sliders[i].positions.size(), explorer::chosen, i);
  return number;
}

struct TimeAxis {
  double longest = 0;  // seconds
  chart::AxisUnit unit;
};

TimeAxis time_of(const LessonCurves& curves) {
  TimeAxis axis;
  for (const auto& point : curves) {
    for (const auto& curve : point) {
      if (!curve.empty()) axis.longest = std::max(axis.longest, curve.back().first);
    }
  }
  axis.unit = chart::axis_unit("s", axis.longest);
  return axis;
}

/// Between two values of a curve that follow each other; 0 where there are no two. Seconds.
struct Steps {
  double least = 0;   // a period
  double median = 0;  // curves are thinned: as many periods as a value stands for
};

Steps steps_of(const LessonCurves& curves, std::size_t number) {
  std::vector<double> steps;
  for (const auto& point : curves) {
    for (std::size_t i = 1; i < point[number].size(); ++i)
      steps.push_back(point[number][i].first - point[number][i - 1].first);
  }
  std::erase_if(steps, [](double step) { return step <= 0; });
  if (steps.empty()) return {};
  std::sort(steps.begin(), steps.end());
  return {steps.front(), steps[steps.size() / 2]};
}

/// Over periods without a value there is no line.
Json rows_of_curve(const std::vector<std::pair<double, double>>& curve, std::size_t point,
                   const TimeAxis& time, double per, double step) {
  constexpr double apart = 3;
  Json rows = Json::array();
  const auto add = [&](double at, const Json& value) {
    rows.push_back({{"p", point}, {"t", at / time.unit.per}, {"v", value}});
  };
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const auto& [at, value] = curve[i];
    if (i > 0 && at - curve[i - 1].first > apart * step) add(curve[i - 1].first + step, nullptr);
    add(at, value / per);
  }
  return rows;
}

/// All points pale, the one where the sliders stand before them; nothing where no run has the series.
std::optional<Json> curve_panel(const Lesson& lesson, const LessonCurves& curves, std::size_t number,
                                const TimeAxis& time) {
  const auto& curve = lesson.curves[number];
  double largest = 0;
  for (const auto& point : curves) {
    for (const auto& [at, value] : point[number]) largest = std::max(largest, value);
  }
  const auto unit = chart::axis_unit(curve.unit, largest);
  const auto steps = steps_of(curves, number);
  Json rows = Json::array();
  for (std::size_t point = 0; point < curves.size(); ++point) {
    for (auto& row : rows_of_curve(curves[point][number], point, time, unit.per, steps.median))
      rows.push_back(std::move(row));
  }
  if (rows.empty()) return std::nullopt;
  const Json x{{"field", "t"},
               {"type", "quantitative"},
               {"title", time.unit.title_of(tr("time since the start"))},
               {"scale", {{"domain", {0, time.longest / time.unit.per}}, {"nice", false}}}};
  const Json y{{"field", "v"}, {"type", "quantitative"}, {"title", nullptr}};
  Json layers = Json::array();
  layers.push_back(
      {{"mark", {{"type", "line"}, {"color", "var(--series-6)"}, {"opacity", 0.4}, {"strokeWidth", 1}}},
       {"encoding", {{"x", x}, {"y", y}, {"detail", {{"field", "p"}}}}}});
  layers.push_back({{"transform", Json::array({{{"filter", "datum.p == " + number_of_chosen(lesson)}}})},
                    {"mark", {{"type", "line"}, {"color", chart::first}}},
                    {"encoding", {{"x", x}, {"y", y}}}});
  if (!curve.marks.empty()) {
    Json marks = Json::array();
    for (const double mark : curve.marks) marks.push_back({{"t", mark / time.unit.per}});
    layers.push_back({{"data", {{"values", std::move(marks)}}},
                      {"mark", {{"type", "rule"}, {"color", chart::bad}, {"strokeDash", {4, 3}}}},
                      {"encoding", {{"x", x}}}});
  }
  const auto every = steps.least > 0 ? ", " + tr("every {}", human_duration(steps.least)) : "";
  return Json{{"title", unit.title_of(as_spoken(curve.name)) + every},
              {"height", curve_panel_height},
              {"data", {{"name", fmt::format("curve_{}", number)}, {"values", std::move(rows)}}},
              {"layer", std::move(layers)}};
}

std::optional<Chart> chart_over_time(const Lesson& lesson, const LessonCurves& curves,
                                     const Explorer& explorer) {
  const auto time = time_of(curves);
  Json panels = Json::array();
  for (std::size_t i = 0; i < lesson.curves.size(); ++i) {
    if (auto drawn = curve_panel(lesson, curves, i, time)) panels.push_back(std::move(*drawn));
  }
  if (panels.empty()) return std::nullopt;
  return Chart{.id = chart_of_time,
               .title = tr("Over time"),
               .about = tr("The chosen run, before all others in grey."),
               .spec = {{"$schema", chart::schema},
                        {"params", Json::array({explorer::parameter(explorer)})},
                        {"vconcat", std::move(panels)}},
               .lines = {}};
}

std::string question_html(const Lesson& lesson, const LessonValues& values) {
  auto html = fmt::format("<p class=\"question\">{}</p>\n<fieldset class=\"choices\"><legend>{}</legend>\n",
                          escaped_prose(as_spoken(lesson.question)), escaped(tr("Your guess")));
  const auto right = right_choice(lesson, values);
  for (std::size_t i = 0; i < lesson.choices.size(); ++i)
    html += fmt::format("<label{}><input type=\"radio\" name=\"guess\"> {}) {}</label>\n",
                        right == i ? " class=\"right\"" : "", static_cast<char>('a' + i),
                        escaped_prose(filled_in(lesson.choices[i].text, lesson, values)));
  return html + "</fieldset>\n";
}

/// What the runs give tells the answer: it opens with a guess.
std::string moving_html(const std::string& content) {
  return fmt::format("<details class=\"moving\"><summary>{}</summary>\n{}</details>\n",
                     escaped(tr("Show what the runs give")), content);
}

std::string answer_html(const Lesson& lesson, const LessonValues& values) {
  const auto right = right_choice(lesson, values);
  auto html =
      fmt::format("<details class=\"solution\"><summary>{}</summary>\n", escaped(tr("Open the answer")));
  if (right)
    html += fmt::format("<p class=\"answer\">{}</p>\n",
                        escaped_prose(filled_in(lesson.choices[*right].text, lesson, values)));
  return html + fmt::format("<p>{}</p>\n<h3>{}</h3>\n<p>{}</p>\n</details>\n",
                            escaped_prose(filled_in(lesson.answer, lesson, values)), escaped(tr("Why")),
                            escaped_prose(filled_in(lesson.why, lesson, values)));
}

std::string next_html(const Lesson& lesson, const LessonValues& values,
                      const std::vector<std::string>& calls) {
  if (lesson.next.empty()) return "";
  std::string html = fmt::format(
      "<p class=\"note\">{}</p>\n",
      escaped(
          tr("The commands name files from the folder in which garoa's scenarios are: the top of its "
             "sources, or share/garoa where it is installed. From anywhere run those that garoa lesson {} "
             "prints.",
             lesson.id)));
  for (std::size_t i = 0; i < lesson.next.size(); ++i)
    html += fmt::format("<p>{}</p>\n<pre tabindex=\"0\">{}</pre>\n",
                        escaped_prose(filled_in(lesson.next[i].text, lesson, values)),
                        call_of(escaped(calls.at(i))));
  return html;
}

std::string sources_html(const Lesson& lesson) {
  std::string html;
  for (const auto& source : lesson.sources) html += fmt::format("<li>{}</li>\n", escaped(source));
  return html.empty() ? "" : "<ul>\n" + html + "</ul>\n";
}

}  // namespace

std::string lesson_page(const Lesson& lesson, const LessonRuns& runs, const std::vector<std::string>& calls) {
  const auto& values = runs.values;
  const auto texts = lesson_texts(lesson, values);
  const auto explorer = explorer_of(lesson, texts);
  Page page{.title = as_spoken(lesson.title) + " - garoa",
            .header = fmt::format("<h1>{}</h1>\n", escaped(as_spoken(lesson.title))),
            .sections = {},
            .footer = fmt::format("<p>{}</p>\n",
                                  escaped(tr("Simulated by garoa {}. Nothing on this page was fetched.",
                                             program_in_words(GAROA_VERSION, build_hash())))),
            .charts = {},
            .scenario = {}};
  auto chart = drawn(page, chart_over_time(lesson, runs.curves, explorer));
  chart += drawn(page, chart_of_points(lesson, values, texts, explorer));
  page.sections = {{"question", tr("Question"), question_html(lesson, values)},
                   {"move", tr("Move and see"), moving_html(explorer_html(explorer) + chart)},
                   {"answer", tr("Answer"), answer_html(lesson, values)},
                   {"next", tr("Try next"), next_html(lesson, values, calls)},
                   {"sources", tr("Sources"), sources_html(lesson)}};
  return html_page(page);
}

}  // namespace garoa
