#include "sim/core/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "sim/core/fields.hpp"
#include "sim/core/units.hpp"

namespace garoa {

namespace {

FigureValue read_value(Fields& f) {
  FigureValue figure;
  figure.value = f.required<std::string>("value", "the figure, with its unit");
  figure.basis = f.required<Basis>("basis", "how far it can be trusted");
  figure.source = f.optional<std::string>("source", "where it was read", "");
  figure.date = f.optional<std::string>("date", "of the source", "");
  figure.note = f.optional<std::string>("note", "what to know about it", "");
  if (figure.basis == Basis::verified && figure.source.empty())
    f.error("basis", "a figure with basis V names its source");
  return figure;
}

/// Do the values read as one kind of quantity? Empty if they do not; else whether they ascend.
template <class T>
std::optional<bool> ascend(const std::vector<std::string>& values) {
  std::optional<T> last;
  bool ascending = true;
  for (const auto& text : values) {
    std::string why;
    const auto value = Scalar<T>::parse(text, false, why);
    if (!value) return std::nullopt;
    ascending = ascending && !(last && *value < *last);
    last = value;
  }
  return ascending;
}

void check_range(const Figure& figure, Fields& f) {
  std::vector<std::string> values;
  if (figure.low) values.push_back(figure.low->value);
  values.push_back(figure.typical.value);
  if (figure.high) values.push_back(figure.high->value);
  for (const auto& ascending : {ascend<double>(values), ascend<Seconds>(values), ascend<Bytes>(values),
                                ascend<BytesPerSecond>(values), ascend<BitsPerSecond>(values),
                                ascend<PerSecond>(values), ascend<LambdaMemory>(values)}) {
    if (!ascending) continue;
    if (!*ascending)
      f.error("value", fmt::format("figure '{}': its range must ascend from 'low' over 'value' to 'high'",
                                   figure.name));
    return;
  }
  f.error("value", fmt::format("figure '{}': 'low', 'value' and 'high' must be of one unit", figure.name));
}

}  // namespace

const FigureValue& Figure::at(Edge edge) const {
  if (edge == Edge::low && low) return *low;
  if (edge == Edge::high && high) return *high;
  return typical;
}

Figure read_figure(const std::string& name, Fields& f) {
  Figure figure;
  figure.name = name;
  figure.where = f.where("value");
  figure.typical = read_value(f);
  return figure;
}

namespace {

Figure read_figure_with_range(const std::string& name, Fields& f) {
  auto figure = read_figure(name, f);
  f.maybe_section("low", "the least that was reported", [&](Fields& edge) { figure.low = read_value(edge); });
  f.maybe_section("high", "the most that was reported",
                  [&](Fields& edge) { figure.high = read_value(edge); });
  return figure;
}

}  // namespace

namespace {

template <class T>
std::string why_not(std::string_view text) {
  std::string why;
  return Scalar<T>::parse(text, false, why) ? std::string{} : why;
}

/// Why the text cannot stand in place of `built_in`; empty if it can. Words and lists are judged where they are read.
std::string why_not_for(std::string_view text, std::string_view built_in) {
  constexpr std::array quantities{why_not<double>,         why_not<Seconds>,       why_not<Bytes>,
                                  why_not<BytesPerSecond>, why_not<BitsPerSecond>, why_not<PerSecond>,
                                  why_not<LambdaMemory>};
  if (parse_number(text).value_or(0) < 0 && parse_number(built_in).value_or(-1) >= 0) return "is negative";
  std::string first;
  for (const auto& fault : quantities) {
    if (!fault(built_in).empty()) continue;
    auto why = fault(text);
    if (why.empty()) return "";
    if (first.empty()) first = std::move(why);
  }
  return first;
}

/// The user's own figure, beside the built-in one.
void check_own(Figure& figure, const std::string& service, const Figure& built_in, Diagnostics& faults) {
  figure.built_in = built_in.typical.value;
  const auto check = [&](FigureValue& own, const std::string& edge) {
    const auto why = why_not_for(own.value, figure.built_in);
    if (why.empty()) return true;
    faults.error(figure.where,
                 fmt::format("figure '{}.{}'{}: '{}' {}", service, figure.name, edge, own.value, why));
    return false;
  };
  bool sound = check(figure.typical, "");
  if (figure.low) sound = check(*figure.low, ", 'low'") && sound;
  if (figure.high) sound = check(*figure.high, ", 'high'") && sound;
  if (sound) return;
  figure.typical = built_in.typical;
  figure.low = built_in.low;
  figure.high = built_in.high;
}

/// The built-in figure of that name that holds today; null if there is none.
const Figure* replaced_by(const Figure& figure, const std::vector<Figure>& built_in) {
  const auto found = std::find_if(built_in.begin(), built_in.end(), [&](const Figure& other) {
    return other.name == figure.name && other.until == RulesDate{};
  });
  return found == built_in.end() ? nullptr : &*found;
}

}  // namespace

Figures::Parsed Figures::parse(const YamlNode& root, const std::string& service,
                               const std::vector<Figure>& built_in) {
  Parsed parsed;
  ReadContext context{.diagnostics = parsed.faults, .recorded = false};
  for (const auto& entry : root.entries) {
    FieldRecord record;
    Value value{&entry.value, entry.key, entry.where, record, context};
    value.map([&](Fields& f) {
      RulesDate last{std::chrono::sys_days::min()};
      f.list("earlier", "what held before, oldest first", [&](Fields& earlier) {
        auto figure = read_figure(entry.key, earlier);
        figure.until = earlier.required<RulesDate>("until", "the first day on which it held no more");
        if (figure.until <= last) earlier.error("until", "'until' is not later than the one before");
        last = figure.until;
        parsed.list.push_back(std::move(figure));
      });
      auto figure = read_figure_with_range(entry.key, f);
      if (const auto* const replaced = replaced_by(figure, built_in))
        check_own(figure, service, *replaced, parsed.faults);
      if (figure.has_range()) check_range(figure, f);
      parsed.list.push_back(std::move(figure));
    });
  }
  return parsed;
}

Figures::Figures(std::string service, const Parsed& parsed, Location where, const RulesDate& date,
                 const std::string& condition, Diagnostics& diagnostics)
    : service_{std::move(service)},
      figures_{parsed.list},
      where_{std::move(where)},
      date_{&date},
      condition_{&condition},
      diagnostics_{&diagnostics} {
  diagnostics.add(parsed.faults);
}

void Figures::assume(const std::function<Edge(const std::string& name)>& edge_of) {
  for (auto& figure : figures_) figure.assumed = figure.has_range() ? edge_of(figure.name) : Edge::typical;
}

bool Figures::knows(std::string_view name) const {
  return std::any_of(figures_.begin(), figures_.end(), [&](const Figure& f) { return f.name == name; });
}

void Figures::add(Figure figure) {
  if (!knows(figure.name)) figures_.push_back(std::move(figure));
}

std::string Figures::name_of_figure(std::string_view name) const {
  return fmt::format("figure '{}.{}'", service_, name);
}

Figure* Figures::find(std::string_view name) {
  const auto found = std::find_if(figures_.begin(), figures_.end(), [&](const Figure& f) {
    return f.name == name && (*date_ < f.until || f.until == RulesDate{});
  });
  if (found != figures_.end()) return &*found;
  diagnostics_->error(where_, fmt::format("{} is missing", name_of_figure(name)));
  return nullptr;
}

void Figures::use(Figure& figure) const {
  if (condition_->empty()) {
    figure.used = true;
  } else {
    figure.used_for.insert(*condition_);
  }
}

void Figures::refuse(const Figure& figure, const std::string& limits) {
  diagnostics_->error(figure.where, fmt::format("{} is {}; {}", name_of_figure(figure.name),
                                                figure.in_force().value, limits));
}

namespace {

constexpr std::string_view sources_path = "sources.yaml";

}  // namespace

const YamlNode& Catalogue::file(const std::string& path) {
  const auto& parsed = files_.file(path);
  if (!read_.insert(path).second) return parsed.root;
  diagnostics_->add(parsed.faults);
  if (path == sources_path) return parsed.root;
  const auto& known = sources();
  diagnostics_->add(files_.made_once<Diagnostics>("sources in " + path, [&] {
    Diagnostics faults;
    known.check(parsed.root, faults);
    return faults;
  }));
  return parsed.root;
}

const Sources& Catalogue::sources() {
  struct Table {
    Diagnostics faults;
    Sources sources;
    explicit Table(const YamlNode& root) : sources{root, faults} {}
  };
  const auto& root = file(std::string{sources_path});
  const auto& table = files_.made_once<Table>("sources", [&] { return Table{root}; });
  if (!sources_are_read_) diagnostics_->add(table.faults);
  sources_are_read_ = true;
  return table.sources;
}

Figures& Catalogue::figures(const std::string& service) {
  auto& slot = figures_[service];
  if (slot) return *slot;
  const auto path = fmt::format("{}/{}.yaml", service, service);
  const auto& root = file(path);
  const auto& parsed = files_.made_once<Figures::Parsed>("figures of " + service, [&] {
    return files_.is_replaced(path)
               ? Figures::parse(root, service, Figures::parse(ModelFiles::built_in(path)).list)
               : Figures::parse(root);
  });
  slot = std::make_unique<Figures>(service, parsed, root.where, rules_date_, condition_, *diagnostics_);
  slot->assume([&](const std::string& name) { return assumed_.of(service + "." + name); });
  return *slot;
}

void Catalogue::assume(const std::vector<std::string>& edges) {
  for (const auto& text : edges) {
    const Location place{std::make_shared<const std::string>("--assume " + text), 0, 0};
    const auto equals = text.find('=');
    const auto name = equals == std::string::npos ? std::string{} : text.substr(0, equals);
    std::string why;
    const auto edge = Scalar<Edge>::parse(
        equals == std::string::npos ? text : std::string_view{text}.substr(equals + 1), false, why);
    if (!edge) {
      diagnostics_->error(place, fmt::format("'{}' {}", text.substr(equals + 1), why));
    } else if (equals == std::string::npos) {
      assumed_.all = *edge;
    } else if (has_range(name, place)) {
      assumed_.single[name] = *edge;
    }
  }
  for (const auto& [service, figures] : figures_)
    figures->assume([&](const std::string& name) { return assumed_.of(service + "." + name); });
}

bool Catalogue::has_range(const std::string& wanted, const Location& place) {
  std::vector<std::string> names;
  bool known = false;
  for (const auto& service : services_with_figures(files_)) {
    for (const auto& figure : figures(service).all()) {
      names.push_back(service + "." + figure.name);
      if (names.back() != wanted) continue;
      known = true;
      if (figure.has_range()) return true;
    }
  }
  diagnostics_->error(place, known ? fmt::format("the figure '{}' has no range", wanted)
                                   : fmt::format("there is no figure '{}'{}", wanted,
                                                 did_you_mean(wanted, {names.begin(), names.end()})));
  return false;
}

std::vector<std::string> services_with_figures(const ModelFiles& files) {
  std::vector<std::string> services;
  for (const auto& path : files.paths_below("")) {
    if (ModelFiles::holds_figures(path)) services.push_back(path.substr(0, path.find('/')));
  }
  return services;
}

std::vector<std::pair<std::string, Figure>> Catalogue::used_figures(
    const std::function<bool(const std::string& condition)>& there) const {
  std::vector<std::pair<std::string, Figure>> list;
  for (const auto& [service, figures] : figures_) {
    for (const auto& figure : figures->all()) {
      // By reference: what tells of a scenario may be large.
      const bool counts =
          figure.used || std::any_of(figure.used_for.begin(), figure.used_for.end(), std::cref(there));
      if (counts) list.emplace_back(service, figure);
    }
  }
  return list;
}

}  // namespace garoa
