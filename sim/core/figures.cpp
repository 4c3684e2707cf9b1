#include "sim/core/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "sim/core/fields.hpp"

namespace garoa {

Figure read_figure(const std::string& name, Fields& f) {
  Figure figure;
  figure.name = name;
  figure.where = f.where("value");
  figure.value = f.required<std::string>("value", "the figure, with its unit");
  figure.basis = f.required<Basis>("basis", "how far it can be trusted");
  figure.source = f.optional<std::string>("source", "where it was read", "");
  figure.date = f.optional<std::string>("date", "of the source", "");
  figure.note = f.optional<std::string>("note", "what to know about it", "");
  if (figure.basis == Basis::verified && figure.source.empty())
    f.error("basis", "a figure with basis V names its source");
  return figure;
}

Figures::Parsed Figures::parse(const YamlNode& root) {
  Parsed parsed;
  ReadContext context{parsed.faults};
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
      parsed.list.push_back(read_figure(entry.key, f));
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
  const auto& root = file(fmt::format("{}/{}.yaml", service, service));
  const auto& parsed =
      files_.made_once<Figures::Parsed>("figures of " + service, [&] { return Figures::parse(root); });
  slot = std::make_unique<Figures>(service, parsed, root.where, rules_date_, condition_, *diagnostics_);
  return *slot;
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
