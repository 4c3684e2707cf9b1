#include "sim/results/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/results/edge_changes.hpp"
#include "sim/results/json_fault.hpp"
#include "sim/results/limits.hpp"
#include "sim/results/metric_table.hpp"
#include "sim/results/result_format.hpp"

namespace garoa {

template <>
struct Names<PointState> {
  static constexpr std::array all{PointState::done,     PointState::invalid, PointState::failed,
                                  PointState::crashed,  PointState::killed,  PointState::out_of_memory,
                                  PointState::timed_out};
};

template <class Archive, Form<Shard> T>
void describe(Archive& json, T& shard) {
  json.field("number", shard.number).field("of", shard.of);
}

template <class Archive, Form<SweepLines> T>
void describe(Archive& json, T& lines) {
  json.field("axis", lines.axis).field("values", lines.values).field("stride", lines.stride);
}

/// Without goal, search and shard.
template <class Archive, Form<SweepManifest> T>
void describe(Archive& json, T& manifest) {
  json.field("garoa", manifest.garoa_version)
      .field("build", manifest.garoa_build)
      .field("plan", manifest.plan)
      .field("scenario", manifest.scenario)
      .field("scenario_sha256", manifest.scenario_sha256)
      .field("provenance", manifest.provenance)
      .field("axes", manifest.axes)
      .field("sample", manifest.sample)
      .field("points", manifest.points)
      .field("points_sha256", manifest.points_sha256)
      .field("replications", manifest.replications)
      .field("metrics", manifest.metrics)
      .field_if(manifest.exchange.has_value(), "shown_in", manifest.exchange)
      .field_if(manifest.limit_seconds.has_value(), "limit_seconds", manifest.limit_seconds)
      .field_if(manifest.limit_memory.has_value(), "limit_memory_bytes", manifest.limit_memory);
}

template <class Archive, Form<PointOutcome> T>
void describe(Archive& json, T& point) {
  json.field("point", point.number)
      .field("values", point.values)
      .field("state", point.state)
      .field_if(!point.message.empty(), "message", point.message)
      .field_if(!point.scenario_sha256.empty(), "scenario_sha256", point.scenario_sha256)
      .field_if(point.is_done(), "seed", point.seed)
      .named("metrics", point.metrics)
      .field_if(!point.objectives.empty(), "objectives", point.objectives)
      .field_if(point.work_undone, "work_undone", point.work_undone);
}

namespace {

constexpr std::string_view manifest_schema = "garoa.sweep/1";
constexpr std::string_view point_schema = "garoa.point/1";
constexpr std::string_view points_schema = "garoa.points/1";

std::string as_text(const Json& json, int indentation) {
  return json.dump(indentation, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json with_schema(std::string_view schema, const Json& json) {
  Json all;
  all["schema"] = schema;
  all.update(json);
  return all;
}

/// `fill` gets what is read; what goes wrong becomes the error.
template <class T, class Fill>
Read<T> read_form(const std::string& text, std::string_view expected, Fill fill) {
  Read<T> answer;
  try {
    const auto all = Json::parse(text);
    JsonReader json{all, ""};
    std::string schema;
    json.field("schema", schema);
    if (schema != expected) throw JsonFault{fmt::format("schema: is '{}', not '{}'", schema, expected)};
    T value;
    fill(json, value);
    answer.value = std::move(value);
  } catch (const JsonFault& fault) {
    answer.error = fault.what();
  } catch (const Json::exception& fault) {
    answer.error = json_fault(fault.what());
  }
  return answer;
}

}  // namespace

std::string_view name_of(PointState state) {
  switch (state) {
    case PointState::done:
      return "done";
    case PointState::invalid:
      return "invalid";
    case PointState::failed:
      return "failed";
    case PointState::crashed:
      return "crashed";
    case PointState::killed:
      return "killed";
    case PointState::out_of_memory:
      return "out of memory";
    case PointState::timed_out:
      return "timed out";
  }
  return "";
}

const Metric* PointOutcome::find_metric(std::string_view name) const {
  const auto found =
      std::find_if(metrics.begin(), metrics.end(), [&](const Metric& metric) { return metric.name == name; });
  return found == metrics.end() ? nullptr : &*found;
}

PointOutcome outcome_of(const SweepPoint& point, const RunResult& result,
                        const std::vector<std::string>& metrics) {
  PointOutcome outcome{.number = point.number, .values = point.values};
  outcome.scenario_sha256 = result.scenario.sha256;
  outcome.seed = result.scenario.seed;
  outcome.objectives = result.objectives;
  outcome.work_undone = leaves_work_undone(result);
  std::set<std::string> wanted{metrics.begin(), metrics.end()};
  wanted.insert("cost.per_month");
  for (const auto& objective : result.objectives) wanted.insert(objective.metric);
  for (const auto& metric : result.metrics) {
    if (is_headline(metric.name)) wanted.insert(metric.name);
  }
  for (const auto& name : wanted) {
    if (auto metric = metric_of(result, name)) outcome.metrics.push_back(std::move(*metric));
  }
  return outcome;
}

namespace {

Json whole_manifest(const SweepManifest& manifest, std::string_view schema) {
  auto json = with_schema(schema, JsonWriter::json_of(manifest));
  json["goal"] = manifest.goal;
  json["minimize"] = manifest.minimize;
  if (manifest.searched) json["searched"] = JsonWriter::json_of(*manifest.searched);
  if (!manifest.shard.is_whole()) json["shard"] = JsonWriter::json_of(manifest.shard);
  return json;
}

/// Do lines of this form make up so many points?
bool fit(const SweepLines& lines, std::size_t points) {
  return lines.values >= 1 && lines.stride >= 1 && lines.values <= points / lines.stride &&
         points % (lines.values * lines.stride) == 0;
}

void read_whole_manifest(JsonReader& json, SweepManifest& manifest) {
  describe(json, manifest);
  json.field("goal", manifest.goal)
      .field("minimize", manifest.minimize)
      .field_if(true, "searched", manifest.searched)
      .field_if(true, "shard", manifest.shard);
  if (manifest.searched && !fit(*manifest.searched, manifest.points))
    throw JsonFault{"searched: is no line of its points"};
  if (manifest.shard.number < 1 || manifest.shard.number > manifest.shard.of)
    throw JsonFault{"shard: is not one of its number"};
}

}  // namespace

std::string manifest_json(const SweepManifest& manifest) {
  return as_text(whole_manifest(manifest, manifest_schema), 2);
}

Read<SweepManifest> read_manifest(const std::string& text) {
  return read_form<SweepManifest>(text, manifest_schema, read_whole_manifest);
}

std::vector<std::string> differences_between(const SweepManifest& one, const SweepManifest& other) {
  const auto first = JsonWriter::json_of(one);
  const auto second = JsonWriter::json_of(other);
  std::set<std::string> keys;
  for (const auto& [key, value] : first.items()) keys.insert(key);
  for (const auto& [key, value] : second.items()) keys.insert(key);
  const auto text = [](const Json& json, const std::string& key) {
    return json.contains(key) ? json[key].dump(-1, ' ', false, Json::error_handler_t::replace) : "nothing";
  };
  std::vector<std::string> differences;
  for (const auto& key : keys) {
    if (text(first, key) != text(second, key))
      differences.push_back(fmt::format("{}: {} and {}", key, text(first, key), text(second, key)));
  }
  return differences;
}

std::string point_json(const PointOutcome& outcome, const SweepManifest& manifest) {
  Json json;
  json["schema"] = point_schema;
  json["garoa"] = manifest.garoa_version;
  json["axes"] = manifest.axes;
  json.update(JsonWriter::json_of(outcome));
  return as_text(json, 2);
}

Read<PointOutcome> read_point(const std::string& text) {
  return read_form<PointOutcome>(text, point_schema,
                                 [](JsonReader& json, PointOutcome& outcome) { describe(json, outcome); });
}

std::string points_json(const std::vector<PointOutcome>& points, const SweepManifest& manifest) {
  auto json = whole_manifest(manifest, points_schema);
  json["outcomes"] = JsonWriter::json_of(points);
  return as_text(json, 1);
}

Read<SweepTable> read_points(const std::string& text) {
  return read_form<SweepTable>(text, points_schema, [](JsonReader& json, SweepTable& table) {
    read_whole_manifest(json, table.manifest);
    json.field("outcomes", table.points);
  });
}

}  // namespace garoa
