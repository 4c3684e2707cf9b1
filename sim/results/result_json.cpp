#include "sim/results/result_json.hpp"

#include "sim/results/json_fault.hpp"
#include "sim/results/result_format.hpp"

namespace garoa {
namespace {

constexpr std::string_view performance_schema = "garoa.performance/1";
constexpr std::string_view distributions_schema = "garoa.distributions/1";

std::string in_one_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void read_schema(JsonReader& json, std::string_view expected) {
  std::string schema;
  json.field("schema", schema);
  if (schema != expected) throw JsonFault{"schema: is '" + schema + "', not '" + std::string{expected} + "'"};
}

std::string rendered(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

template <class Archive, Form<RunResult> T>
void describe_balances(Archive& json, T& result) {
  json.derived("holds", result.conserved()).field("balances", result.balances);
}

/// A policy's name and its value, as a pair of texts.
std::vector<std::pair<std::string, std::string>> pairs_of(const std::vector<Choice>& choices) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& choice : choices) pairs.emplace_back(choice.name, choice.value);
  return pairs;
}

Json conservation_of(const RunResult& result) {
  JsonWriter json;
  describe_balances(json, result);
  return json.take();
}

void read_conservation(const Json& all, RunResult& result) {
  if (!all.contains("conservation")) throw JsonFault{"conservation: is missing"};
  JsonReader json{all["conservation"], "conservation"};
  describe_balances(json, result);
}

Json json_of(const RunResult& result) {
  JsonWriter json;
  json.field("schema", std::string{result_schema})
      .field("garoa", result.garoa_version)
      .field_if(!result.garoa_build.empty(), "build", result.garoa_build)
      .field("scenario", result.scenario)
      .named("metrics", result.metrics)
      .field_if(!result.objectives.empty(), "objectives", result.objectives)
      .field("bottlenecks", result.bottlenecks)
      .field("backups", result.backups)
      .field_if(result.backups_unlisted > 0, "backups_unlisted", result.backups_unlisted)
      .field("failures", result.failures)
      .field("incidents", result.incidents)
      .field("restores", result.restores)
      .field("cost", result.cost)
      .field("compliance", result.compliance)
      .derived("conservation", conservation_of(result))
      .members("choices", pairs_of(result.choices))
      .field("assumptions", result.assumptions)
      .field_if(result.edges.has_value(), "edges", result.edges)
      .field_if(result.replications.has_value(), "replications", result.replications)
      .field("workload", result.workload)
      .field("meters", result.meters)
      .field("provenance", result.provenance);
  return json.take();
}

void read(const Json& all, RunResult& result) {
  JsonReader json{all, ""};
  read_schema(json, result_schema);
  std::vector<std::pair<std::string, std::string>> choices;
  json.field("garoa", result.garoa_version)
      .field_if(!result.garoa_build.empty(), "build", result.garoa_build)
      .field("scenario", result.scenario)
      .named("metrics", result.metrics)
      .field_if(!result.objectives.empty(), "objectives", result.objectives)
      .field("bottlenecks", result.bottlenecks)
      .field("backups", result.backups)
      .field_if(result.backups_unlisted > 0, "backups_unlisted", result.backups_unlisted)
      .field("failures", result.failures)
      .field("incidents", result.incidents)
      .field("restores", result.restores)
      .field("cost", result.cost)
      .field("compliance", result.compliance)
      .members("choices", choices)
      .field("assumptions", result.assumptions)
      .field_if(result.edges.has_value(), "edges", result.edges)
      .field_if(result.replications.has_value(), "replications", result.replications)
      .field("workload", result.workload)
      .field("meters", result.meters)
      .field_if(true, "provenance", result.provenance);
  for (auto& [name, value] : choices) result.choices.push_back({std::move(name), std::move(value)});
  read_conservation(all, result);
  // One document's lines tell their region only where it is not the run's own.
  result.cost.region = result.scenario.region;
}

/// `fill` gets the parsed text; what goes wrong becomes the error.
template <class T, class Fill>
Read<T> read_text(const std::string& text, Fill fill) {
  Read<T> answer;
  try {
    T value;
    fill(Json::parse(text), value);
    answer.value = std::move(value);
  } catch (const JsonFault& fault) {
    answer.error = fault.what();
  } catch (const Json::exception& fault) {
    answer.error = json_fault(fault.what());
  }
  return answer;
}

}  // namespace

std::string result_json(const RunResult& result) {
  return rendered(json_of(result));
}

Read<RunResult> read_result(const std::string& text) {
  return read_text<RunResult>(text, [](const Json& json, RunResult& result) { read(json, result); });
}

std::string performance_json(const RunResult& result) {
  Json json;
  json["schema"] = performance_schema;
  json["garoa"] = result.garoa_version;
  json.update(JsonWriter::json_of(result.performance));
  return rendered(json);
}

std::string distributions_json(const RunResult& result) {
  JsonWriter json;
  json.field("schema", std::string{distributions_schema})
      .field("garoa", result.garoa_version)
      .named("distributions", result.distributions);
  return in_one_line(json.take()) + "\n";
}

Read<std::vector<Observed>> read_distributions(const std::string& text) {
  return read_text<std::vector<Observed>>(text, [](const Json& all, std::vector<Observed>& distributions) {
    JsonReader json{all, ""};
    read_schema(json, distributions_schema);
    json.named("distributions", distributions);
  });
}

std::string wire_json(const RunResult& result) {
  JsonWriter json;
  json.derived("result", json_of(result))
      .named("distributions", result.distributions)
      .field("series", result.series)
      .field("documents", result.documents)
      .field("performance", result.performance);
  return in_one_line(json.take());
}

Read<RunResult> read_wire(const std::string& text) {
  return read_text<RunResult>(text, [](const Json& all, RunResult& result) {
    JsonReader json{all, ""};
    if (!all.contains("result")) throw JsonFault{"result: is missing"};
    read(all["result"], result);
    json.named("distributions", result.distributions)
        .field("series", result.series)
        .field("documents", result.documents)
        .field("performance", result.performance);
  });
}

}  // namespace garoa
