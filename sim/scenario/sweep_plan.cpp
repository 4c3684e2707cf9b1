#include "sim/scenario/sweep_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>

#include "sim/core/input_file.hpp"
#include "sim/core/random.hpp"
#include "sim/core/title.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t most_points = 1'000'000;
constexpr std::uint32_t most_replications_of_a_point = 1000;

/// Where those items of a list stand that Fields::values reads.
template <class T>
std::vector<Location> places_of(const YamlNode& plan, std::string_view key) {
  std::vector<Location> places;
  const auto* const list = plan.find(key);
  if (list == nullptr) return places;
  for (const auto& item : list->value.items) {
    std::string why;
    if (item.is(YamlNode::Kind::scalar) && Scalar<T>::parse(item.text, item.quoted, why))
      places.push_back(item.where);
  }
  return places;
}

/// Before faults are told, which need them. Metrics are in their order, each once, at the first of its places.
void place_items(SweepPlan& plan, const YamlNode& root) {
  plan.goal_at = places_of<Objective>(root, "goal");
  const auto sets_at = places_of<std::string>(root, "set");
  std::copy(sets_at.begin(), sets_at.end(), plan.sets_at.begin());
  const auto metrics_at = places_of<std::string>(root, "metrics");
  std::map<std::string, Location> metrics;
  for (std::size_t i = 0; i < plan.metrics.size(); ++i) metrics.emplace(plan.metrics[i], metrics_at[i]);
  plan.metrics.clear();
  for (const auto& [metric, place] : metrics) {
    plan.metrics.push_back(metric);
    plan.metrics_at.push_back(place);
  }
}

void check_metrics(const SweepPlan& plan, Diagnostics& diagnostics) {
  const auto check = [&](std::string_view key, const std::string& metric, const Location& where) {
    if (!metric.empty() && find_metric_row(metric) == nullptr)
      diagnostics.error(where, fmt::format("'{}': {}", key, unknown_metric(metric)));
  };
  check("minimize", plan.minimize, plan.minimize_at);
  for (std::size_t i = 0; i < plan.metrics.size(); ++i) check("metrics", plan.metrics[i], plan.metrics_at[i]);
}

/// As the override of the scenario's own.
std::string override_of(const std::vector<Objective>& objectives) {
  std::string list;
  for (const auto& objective : objectives)
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", objective.text);
  return fmt::format("policy.objectives=[{}]", list);
}

void read_sample(Fields& fields, SweepPlan& plan) {
  auto& sample = plan.sample;
  const Range<std::uint32_t> points{1, most_points, ""};
  const auto drawn = [&](SweepSample::Kind kind) {
    return [&sample, points, kind](Value& value) {
      sample.kind = kind;
      sample.points = value.scalar<std::uint32_t>(points).value_or(1);
    };
  };
  fields.alternatives("sample", "points that are drawn, instead of all combinations",
                      {{"random", "so many points, each value by itself", drawn(SweepSample::Kind::random)},
                       {"latin_hypercube", "so many points, spread evenly over each axis",
                        drawn(SweepSample::Kind::latin_hypercube)}},
                      {}, "the grid");
  sample.seed = fields.optional<std::uint64_t>("sample_seed", "of the drawing of points", 1);
}

void read_wishes(Fields& fields, SweepPlan& plan) {
  const auto objectives =
      fields.values<Objective>("objectives", "judged for every point, instead of the scenario's");
  if (fields.given("objectives")) {
    plan.sets.push_back(override_of(objectives));
    plan.sets_at.push_back(fields.where("objectives"));
  }
  plan.goal = fields.values<Objective>("goal", "objectives that the point to find has to meet");
  plan.minimize = fields.optional<std::string>(
      "minimize", "metric that is to be small among those that meet the goal", "cost.per_month");
  plan.metrics = fields.values<std::string>("metrics", "told of every point beside the headlines");
  plan.minimize_at = fields.where("minimize");
}

void read(Fields& fields, SweepPlan& plan) {
  const auto format = fields.required<std::uint32_t>("garoa", "version of the format: 1");
  if (fields.given("garoa") && format != 1) fields.error("garoa", "only version 1 of the format is known");
  plan.title = fields.optional<Title>("title", "what the sweep is about", Title{}).text;
  plan.scenario = fields.required<std::string>("scenario", "file of the scenario, beside the plan");
  plan.scenario_at = fields.where("scenario");
  plan.sets = fields.values<std::string>("set", "settings of all points, as of --set");
  plan.sets_at.assign(plan.sets.size(), fields.where("set"));
  read_sample(fields, plan);
  const bool drawn = plan.sample.kind != SweepSample::Kind::grid;
  fields.list("axes", "settings and their values",
              [&](Fields& axis) { plan.axes.push_back(read_sweep_axis(axis, drawn)); });
  if (!fields.given("axes") && !fields.describing())
    fields.error("axes", "the plan lacks the required key 'axes' (settings and their values)");
  if (fields.given("axes") && plan.axes.empty()) fields.error("axes", "'axes' is empty: a sweep needs one");
  plan.replications =
      fields.optional<std::uint32_t>("replications", "runs of each point, with seeds of their own", 1,
                                     {1, most_replications_of_a_point, ""});
  read_wishes(fields, plan);
  fields.section("limits", "what a point may take; beyond it the point is broken", [&](Fields& limits) {
    plan.point_time = limits.maybe<Seconds>("time", "of the wall clock", {Seconds{0.001}, {}, ""});
    plan.point_memory = limits.maybe<Bytes>("memory", "of address space, the program's own included");
  });
}

void check_paths(const SweepPlan& plan, Diagnostics& diagnostics) {
  for (auto axis = plan.axes.begin(); axis != plan.axes.end(); ++axis) {
    const bool before = std::any_of(plan.axes.begin(), axis,
                                    [&](const SweepAxis& other) { return other.path == axis->path; });
    if (before && !axis->path.empty())
      diagnostics.error(axis->where, fmt::format("axis '{}' is given twice", axis->path));
  }
}

/// Of the axes that are lists, or of the others, which only a plan without faults can be asked for their values.
void check_repeated(const SweepPlan& plan, bool lists, Diagnostics& diagnostics) {
  const bool drawn = plan.sample.kind != SweepSample::Kind::grid;
  for (const auto& axis : plan.axes) {
    const bool is_list = axis.kind == SweepAxis::Kind::list;
    if (is_list != lists || (drawn && !is_list)) continue;
    if (const auto twice = axis.repeated())
      diagnostics.error(axis.where, fmt::format("axis '{}' has the value '{}' twice", axis.path, *twice));
  }
}

void check_number_of_points(const SweepPlan& plan, Diagnostics& diagnostics) {
  if (plan.sample.kind != SweepSample::Kind::grid) return;
  double points = 1;
  for (const auto& axis : plan.axes) points *= static_cast<double>(axis.values().size());
  if (points > most_points)
    diagnostics.error(plan.axes.front().where,
                      fmt::format("the grid has {:.0f} points; the most are {}", points, most_points));
}

std::vector<SweepPoint> grid_of(const SweepPlan& plan) {
  std::vector<std::vector<std::string>> values;
  for (const auto& axis : plan.axes) values.push_back(axis.values());
  std::size_t all = 1;
  for (const auto& list : values) all *= list.size();
  std::vector<SweepPoint> points;
  for (std::size_t index = 0; index < all; ++index) {
    SweepPoint point{.number = index + 1, .values = std::vector<std::string>(values.size())};
    auto rest = index;
    for (auto axis = values.size(); axis-- > 0;) {
      point.values[axis] = values[axis][rest % values[axis].size()];
      rest /= values[axis].size();
    }
    points.push_back(std::move(point));
  }
  return points;
}

/// 0 to n - 1 in a random order.
std::vector<std::size_t> shuffled(std::size_t n, const Stream& stream) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = n; i > 1; --i) {
    const double part = stream.uniform(Entity::nth(i), Purpose{"order"});
    std::swap(order[i - 1], order[static_cast<std::size_t>(part * static_cast<double>(i))]);
  }
  return order;
}

/// Where each point lies on an axis, from 0 to 1.
std::vector<double> drawn_parts(const SweepSample& sample, const std::string& path) {
  const Stream stream{sample.seed, "sweep." + path};
  std::vector<double> parts;
  for (std::size_t i = 0; i < sample.points; ++i)
    parts.push_back(stream.uniform(Entity::nth(i), Purpose{"value"}));
  if (sample.kind == SweepSample::Kind::random) return parts;
  const auto order = shuffled(sample.points, stream);
  for (std::size_t i = 0; i < sample.points; ++i)
    parts[i] = (static_cast<double>(order[i]) + parts[i]) / sample.points;
  return parts;
}

std::vector<SweepPoint> drawn_of(const SweepPlan& plan) {
  std::vector<SweepPoint> points(plan.sample.points);
  for (std::size_t i = 0; i < points.size(); ++i) points[i].number = i + 1;
  for (const auto& axis : plan.axes) {
    const auto parts = drawn_parts(plan.sample, axis.path);
    for (std::size_t i = 0; i < points.size(); ++i) points[i].values.push_back(axis.at(parts[i]));
  }
  return points;
}

/// A value in one line, as `--set` reads it.
std::string in_one_line(const YamlNode& node) {
  if (node.is(YamlNode::Kind::null)) return "null";
  if (node.is(YamlNode::Kind::scalar)) return yaml_text(node, YamlPlace::list);
  std::string text;
  for (const auto& item : node.items) text += (text.empty() ? "" : ", ") + in_one_line(item);
  for (const auto& entry : node.entries)
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", entry.key, in_one_line(entry.value));
  return node.is(YamlNode::Kind::map) ? "{" + text + "}" : "[" + text + "]";
}

YamlNode* value_of(YamlNode& map, std::string_view key) {
  const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                  [&](const YamlEntry& entry) { return entry.key == key; });
  return found == map.entries.end() ? nullptr : &found->value;
}

/// Values of an axis that are no single ones, as their text: Fields reads lists of single values.
void write_in_one_line(YamlNode& root) {
  auto* const axes = value_of(root, "axes");
  if (axes == nullptr) return;
  for (auto& axis : axes->items) {
    auto* const list = value_of(axis, "list");
    if (list == nullptr) continue;
    for (auto& item : list->items) {
      if (item.is(YamlNode::Kind::scalar)) continue;
      YamlNode text;
      text.kind = YamlNode::Kind::scalar;
      text.text = in_one_line(item);
      text.where = item.where;
      item = std::move(text);
    }
  }
}

}  // namespace

std::string SweepSample::text() const {
  if (kind == Kind::grid) return "grid";
  return fmt::format("{} {}, seed {}", kind == Kind::random ? "random" : "latin_hypercube", points, seed);
}

std::vector<std::string> SweepPlan::paths() const {
  std::vector<std::string> paths;
  for (const auto& axis : axes) paths.push_back(axis.path);
  return paths;
}

std::vector<SweepPoint> SweepPlan::points() const {
  return sample.kind == SweepSample::Kind::grid ? grid_of(*this) : drawn_of(*this);
}

std::vector<std::string> SweepPlan::overrides_of(const SweepPoint& point) const {
  std::vector<std::string> overrides;
  for (std::size_t i = 0; i < axes.size(); ++i)
    overrides.push_back(fmt::format("{}={}", axes[i].path, point.values[i]));
  return overrides;
}

FieldRecord describe_sweep_plan() {
  FieldRecord record;
  record.shape = FieldRecord::Shape::map;
  Diagnostics ignored;
  ReadContext context{ignored, true};
  SweepPlan plan;
  Fields fields{nullptr, "", {}, record, context};
  read(fields, plan);
  return record;
}

Overrides SweepPlan::overrides(Overrides further) const {
  further.sets.insert(further.sets.begin(), sets.begin(), sets.end());
  return further;
}

Overrides SweepPlan::with_places(Overrides overrides) const {
  for (std::size_t i = 0; i < sets.size(); ++i) overrides.places.emplace(sets[i], sets_at[i]);
  return overrides;
}

std::optional<SweepPlan> read_sweep_plan(const std::string& path, Diagnostics& diagnostics) {
  Diagnostics faults;
  auto plan = read_sweep_plan_so_far(path, faults);
  diagnostics.add(faults);
  return faults.has_errors() ? std::nullopt : std::move(plan);
}

std::optional<SweepPlan> read_sweep_plan_so_far(const std::string& path, Diagnostics& diagnostics) {
  const auto input = read_input(path);
  if (!input.fault.empty()) {
    diagnostics.error({std::make_shared<const std::string>(path), 0, 0},
                      fmt::format("cannot be read: {}", input.fault));
    return std::nullopt;
  }
  Diagnostics faults;
  auto root = parse_yaml(input.text, path, faults);
  if (root) write_in_one_line(*root);
  SweepPlan plan;
  plan.file = path;
  if (root && !root->is(YamlNode::Kind::map))
    faults.error(root->where, fmt::format("a plan is a map of keys, not {}", kind_name(*root)));
  const bool is_read = root && !faults.has_errors();
  if (is_read) {
    FieldRecord record;
    record.shape = FieldRecord::Shape::map;
    ReadContext context{.diagnostics = faults, .document = "the plan"};
    Fields fields{&*root, "", root->where, record, context};
    read(fields, plan);
    place_items(plan, *root);
    check_metrics(plan, faults);
    if (!faults.has_errors()) {
      check_repeated(plan, false, faults);
      check_number_of_points(plan, faults);
    }
    check_repeated(plan, true, faults);
    check_paths(plan, faults);
  }
  diagnostics.add(faults);
  if (!is_read) return std::nullopt;
  if (!plan.scenario.empty())
    plan.scenario = (fs::path{path}.parent_path() / plan.scenario).lexically_normal().string();
  return plan;
}

}  // namespace garoa
