#include "sim/scenario/read_lesson.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "sim/core/fields.hpp"
#include "sim/core/human.hpp"
#include "sim/core/input_file.hpp"
#include "sim/core/language.hpp"
#include "sim/results/bound.hpp"
#include "sim/results/metric_table.hpp"
#include "sim/results/objective.hpp"
#include "sim/results/series_table.hpp"

namespace garoa {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_lesson_points = 200;

BothLanguages read_text(Fields& fields, std::string_view key, std::string_view meaning) {
  BothLanguages text;
  fields.section(key, meaning, [&](Fields& languages) {
    text.en = languages.required<std::string>("en", "in English");
    text.pt_br = languages.required<std::string>("pt-BR", "in Brazilian Portuguese");
  });
  return text;
}

/// As a language writes it: "20000" as "20,000", "0.01/s" as "0,01/s"; names such as "python3.12" stay.
std::string written_in(Language language, const std::string& value) {
  const Speaking speaking{language};
  const auto end = value.find_first_not_of("0123456789.");
  const auto number = value.substr(0, end);
  if (end == std::string::npos && number.find('.') == std::string::npos)
    return human_count(std::stod(number));
  return number_as_written(number) + value.substr(number.size());
}

class LessonReader {
 public:
  LessonReader(Lesson& lesson, const Sources& sources) : lesson_{lesson}, sources_{sources} {}

  void read(Fields& fields) {
    const auto format = fields.required<std::uint32_t>("garoa", "version of the format: 1");
    if (fields.given("garoa") && format != 1) fields.error("garoa", "only version 1 of the format is known");
    lesson_.number = fields.required<unsigned>("number", "its place among the lessons", {1, 1000, ""});
    lesson_.title = read_text(fields, "title", "what it is about");
    lesson_.scenario =
        path_of(fields.required<std::string>("scenario", "file of the scenario, beside the lesson"));
    lesson_.sets = fields.values<std::string>("set", "settings at all points, as of --set");
    fields.list("sliders", "what is moved", [&](Fields& slider) { read_slider(slider); });
    if (lesson_.sliders.empty()) fields.error("sliders", "a lesson needs one slider at least");
    if (lesson_.points() > most_lesson_points)
      fields.error("sliders", fmt::format("the sliders have {} points; the most are {}", lesson_.points(),
                                          most_lesson_points));
    fields.named("measures", "what is measured at each point",
                 [&](const std::string& id, Fields& measure) { read_measure(id, measure); });
    fields.list("curves", "what the page draws over time", [&](Fields& curve) { read_curve(curve); });
    fields.named("numbers", "what the texts speak of",
                 [&](const std::string& id, Fields& number) { read_number(id, number); });
    read_question(fields);
    lesson_.answer = read_text(fields, "answer", "what the runs show");
    lesson_.why = read_text(fields, "why", "the reason for it");
    fields.list("next", "what to try afterwards", [&](Fields& next) {
      lesson_.next.push_back({read_text(next, "text", "what for"),
                              next.required<std::string>(
                                  "command", "a call without the program's name; {folder} is the lesson's")});
    });
    read_sources(fields);
    check_placeholders(fields);
  }

 private:
  [[nodiscard]] std::string path_of(const std::string& file) const {
    return file.empty() ? "" : (fs::path{lesson_.folder} / file).lexically_normal().string();
  }

  void read_slider(Fields& fields) {
    LessonSlider slider{read_text(fields, "name", "what people see"), {}};
    const auto path = fields.maybe<std::string>("path", "dotted path of a setting, as of --set");
    for (const auto& value : fields.values<std::string>("list", "its values"))
      slider.positions.push_back(
          {value,
           {written_in(Language::english, value), written_in(Language::brazilian_portuguese, value)},
           "",
           {fmt::format("{}={}", path.value_or(""), value)}});
    fields.list("positions", "instead of a path and its values", [&](Fields& position) {
      LessonPosition read;
      read.id = position.required<std::string>("id", "by which the lesson names it");
      read.label = read_text(position, "label", "what people see");
      read.scenario = path_of(position.optional<std::string>("scenario", "file instead of the lesson's", ""));
      read.sets = position.values<std::string>("set", "settings, as of --set");
      slider.positions.push_back(std::move(read));
    });
    if (fields.given("path") != fields.given("list") || fields.given("path") == fields.given("positions"))
      fields.error("path", "a slider needs a path with a list of values, or positions");
    if (slider.positions.size() < 2) fields.error("list", "a slider needs two positions at least");
    for (std::size_t i = 0; i < slider.positions.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (slider.positions[i].id == slider.positions[j].id)
          fields.error("list", fmt::format("position '{}' is there twice", slider.positions[i].id));
      }
    }
    lesson_.sliders.push_back(std::move(slider));
  }

  void read_measure(const std::string& id, Fields& fields) {
    LessonMeasure measure;
    measure.id = id;
    measure.name = read_text(fields, "name", "what people see");
    measure.metric = fields.optional<std::string>("metric", "of garoa list metrics", "");
    measure.bill = fields.optional<std::string>("bill", "a resource: what it costs in a month", "");
    measure.item = fields.optional<std::string>("item", "of the bill's lines; else all of the resource", "");
    measure.if_none = fields.maybe<double>("if_none", "where a run does not have it, in base units");
    measure.unit = "USD";
    if (measure.metric.empty() == measure.bill.empty()) {
      fields.error("metric", "a measure needs a metric or a resource of the bill");
    } else if (!measure.metric.empty()) {
      const auto* const row = find_metric_row(measure.metric);
      if (row == nullptr) fields.error("metric", unknown_metric(measure.metric));
      measure.unit = row == nullptr ? "1" : std::string{row->unit};
    }
    lesson_.measures.push_back(std::move(measure));
  }

  void read_curve(Fields& fields) {
    LessonCurve curve{.name = read_text(fields, "name", "what people see"),
                      .resource = fields.required<std::string>("of", "a resource or flow"),
                      .metric = fields.required<std::string>("series", "of the run's series"),
                      .statistic = fields.required<std::string>("statistic", "of the series"),
                      .unit = {},
                      .marks = {}};
    for (const auto& mark : fields.values<Seconds>("marks", "times since the start that are drawn"))
      curve.marks.push_back(mark.count());
    const auto* const row = find_series_row(curve.metric, curve.statistic);
    if (row != nullptr) curve.unit = row->unit;
    if (row == nullptr && fields.given("series") && fields.given("statistic"))
      fields.error("series", fmt::format("there is no series '{}' with the statistic '{}'", curve.metric,
                                         curve.statistic));
    lesson_.curves.push_back(std::move(curve));
  }

  /// A point by the positions' names, one a slider.
  std::size_t read_point(Fields& fields, std::string_view key, std::string_view meaning) {
    const auto ids = fields.values<std::string>(key, meaning);
    if (ids.size() != lesson_.sliders.size()) {
      fields.error(key, fmt::format("'{}' needs a position of each slider: {}", key, lesson_.sliders.size()));
      return 0;
    }
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto& known = lesson_.sliders[i].positions;
      const auto found =
          std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.id == ids[i]; });
      if (found == known.end()) {
        std::vector<std::string_view> names;
        for (const auto& one : known) names.push_back(one.id);
        fields.error(key, fmt::format("'{}' is not a position{}; one of {}", ids[i],
                                      did_you_mean(ids[i], names), fmt::join(names, ", ")));
        return 0;
      }
      positions.push_back(static_cast<std::size_t>(found - known.begin()));
    }
    return lesson_.point_at(positions);
  }

  void read_number(const std::string& id, Fields& fields) {
    LessonNumber number;
    number.id = id;
    const auto measure = fields.required<std::string>("measure", "what is measured");
    const auto& measures = lesson_.measures;
    const auto found = std::find_if(measures.begin(), measures.end(),
                                    [&](const LessonMeasure& one) { return one.id == measure; });
    if (found == measures.end()) {
      if (fields.given("measure")) fields.error("measure", fmt::format("'{}' is not a measure", measure));
    } else {
      number.measure = static_cast<std::size_t>(found - measures.begin());
      number.unit = found->unit;
    }
    number.point = read_point(fields, "at", "the point, by a position of each slider");
    if (fields.given("over")) {
      number.kind = LessonNumber::Kind::ratio;
      number.other = read_point(fields, "over", "the point that it is divided by");
      number.unit = "1";
    } else if (fields.given("minus")) {
      number.kind = LessonNumber::Kind::difference;
      number.other = read_point(fields, "minus", "the point that is taken off");
    }
    fields.section("expect", "what the texts presume",
                   [&](Fields& band) { number.expected = read_band(band, number.unit); });
    lesson_.numbers.push_back(std::move(number));
  }

  /// Nothing where the unit is not known: what it is of is a fault by itself.
  static std::optional<double> read_bound(Fields& fields, std::string_view key, std::string_view meaning,
                                          const std::string& unit) {
    const auto text = fields.maybe<std::string>(key, meaning);
    if (!text || unit.empty()) return std::nullopt;
    std::string why;
    const auto value = parse_bound(*text, unit, why);
    if (!value) fields.error(key, fmt::format("'{}' {}", *text, why));
    return value;
  }

  static LessonBand read_band(Fields& fields, const std::string& unit) {
    const LessonBand band{read_bound(fields, "from", "the least that is within", unit),
                          read_bound(fields, "to", "the least that is beyond", unit)};
    if (!fields.given("from") && !fields.given("to"))
      fields.error("from", fmt::format("'{}' needs 'from', 'to' or both", fields.path()));
    if (band.from && band.to && *band.from >= *band.to)
      fields.error("to", fmt::format("'{}': 'to' must be above 'from'", fields.path()));
    return band;
  }

  void read_question(Fields& fields) {
    lesson_.question = read_text(fields, "question", "what is to be guessed");
    const auto decides = fields.required<std::string>("decided_by", "the number that tells the right choice");
    const auto* const number = lesson_.find_number(decides);
    if (number == nullptr && fields.given("decided_by"))
      fields.error("decided_by", fmt::format("'{}' is none of the numbers", decides));
    if (number != nullptr) lesson_.decided_by = static_cast<std::size_t>(number - lesson_.numbers.data());
    fields.list("choices", "what it may be", [&](Fields& choice) {
      const auto text = read_text(choice, "text", "what people see");
      const auto band = read_band(choice, number == nullptr ? "" : number->unit);
      for (const auto& other : lesson_.choices) {
        if (band.overlaps(other.band)) choice.error("from", "overlaps another choice");
      }
      lesson_.choices.push_back({text, band});
    });
    if (lesson_.choices.size() < 2) fields.error("choices", "a question needs two choices at least");
  }

  void read_sources(Fields& fields) {
    for (const auto& source : fields.values<std::string>("sources", "codes of models/sources.yaml")) {
      for (const auto& citation : citations_of(source)) {
        if (sources_.find(citation.code) == nullptr)
          fields.error("sources", fmt::format("'{}' is no code of models/sources.yaml", citation.code));
      }
      for (auto& line : sources_.told(source)) lesson_.sources.push_back(std::move(line));
    }
  }

  void check_placeholders(Fields& fields) {
    const auto check = [&](const char* key, const BothLanguages& text) {
      auto en = placeholders_of(text.en);
      auto pt_br = placeholders_of(text.pt_br);
      std::sort(en.begin(), en.end());
      std::sort(pt_br.begin(), pt_br.end());
      if (en != pt_br) fields.error(key, fmt::format("'{}': the two languages name other numbers", key));
      for (const auto& name : en) {
        if (lesson_.find_number(name) == nullptr)
          fields.error(key, fmt::format("'{{{}}}' is none of the numbers", name));
      }
    };
    check("answer", lesson_.answer);
    check("why", lesson_.why);
    for (const auto& choice : lesson_.choices) check("choices", choice.text);
    for (const auto& next : lesson_.next) check("next", next.text);
  }

  Lesson& lesson_;
  const Sources& sources_;
};

}  // namespace

std::optional<Lesson> read_lesson(const std::string& folder, const Sources& sources,
                                  Diagnostics& diagnostics) {
  const auto file = (fs::path{folder} / lesson_file).string();
  const auto input = read_input(file);
  if (!input.fault.empty()) {
    diagnostics.error({std::make_shared<const std::string>(file), 0, 0},
                      fmt::format("cannot be read: {}", input.fault));
    return std::nullopt;
  }
  Diagnostics faults;
  const auto root = parse_yaml(input.text, file, faults);
  Lesson lesson;
  lesson.folder = folder;
  lesson.id = fs::path{folder}.filename().string();
  if (root && !root->is(YamlNode::Kind::map))
    faults.error(root->where, fmt::format("a lesson is a map of keys, not {}", kind_name(*root)));
  if (root && !faults.has_errors()) {
    FieldRecord record;
    record.shape = FieldRecord::Shape::map;
    ReadContext context{.diagnostics = faults, .document = "the lesson"};
    Fields fields{&*root, "", root->where, record, context};
    LessonReader{lesson, sources}.read(fields);
  }
  diagnostics.add(faults);
  if (faults.has_errors()) return std::nullopt;
  return lesson;
}

}  // namespace garoa
