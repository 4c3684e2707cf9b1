// The JSON form of a comparison.
#include "sim/results/compared.hpp"
#include "sim/results/result_format.hpp"

namespace garoa {

template <class Archive, Form<SettingChange> T>
void describe(Archive& json, T& change) {
  json.field("path", change.path)
      .field("from", change.from)
      .field("to", change.to)
      .field("from_at", change.from_at)
      .field("to_at", change.to_at);
}

template <class Archive, Form<MetricChange> T>
void describe(Archive& json, T& change) {
  json.field("metric", change.metric)
      .field("unit", change.unit)
      .field("from", change.from)
      .field("to", change.to)
      .field("difference", change.difference)
      .field("half_width", change.half_width)
      .field("unpaired_half_width", change.unpaired_half_width)
      .field("p_value", change.p_value)
      .field("smallest_seen", change.smallest_seen)
      .field("pairs", change.pairs)
      .field("certain", change.certain);
}

template <class Archive, Form<CostChange> T>
void describe(Archive& json, T& change) {
  json.field("resource", change.resource)
      .field("item", change.item)
      .field("from", change.from)
      .field("to", change.to);
}

template <class Archive, Form<VerdictChange> T>
void describe(Archive& json, T& change) {
  json.field("what", change.what).field("from", change.from).field("to", change.to);
}

template <class Archive, Form<ComparedPair> T>
void describe(Archive& json, T& pair) {
  json.field("from", pair.from)
      .field("to", pair.to)
      .field("sentence", pair.sentence)
      .field("pairs", pair.pairs)
      .field("narrowing", pair.narrowing)
      .field("settings", pair.settings)
      .field("other_documents", pair.other_documents)
      .field("metrics", pair.metrics)
      .field("cost_per_month", pair.costs)
      .field("verdicts", pair.verdicts);
}

/// What decided the numbers of one scenario, and which objectives it meets.
struct Option {
  std::string name;
  std::string title;
  std::string sha256;
  Provenance provenance;
  std::vector<Objective> objectives;
};

template <class Archive, Form<Option> T>
void describe(Archive& json, T& option) {
  json.field("name", option.name)
      .field("title", option.title)
      .field("sha256", option.sha256)
      .field("provenance", option.provenance)
      .field("objectives", option.objectives);
}

std::string comparison_json(const ComparedScenarios& compared) {
  std::vector<Option> options;
  for (std::size_t i = 0; i < compared.names.size(); ++i) {
    const auto& result = compared.results[i];
    options.push_back({compared.names[i], result.scenario.title, result.scenario.sha256, result.provenance,
                       result.objectives});
  }
  JsonWriter json;
  json.field("schema", std::string{"garoa.comparison/1"})
      .field("garoa", compared.results.front().garoa_version)
      .field_if(!compared.results.front().garoa_build.empty(), "build", compared.results.front().garoa_build)
      .field("scenarios", compared.names)
      .field("options", options)
      .field("seeds", compared.seeds)
      .field("decision", compared.decision)
      .field("pairs", compared.pairs)
      .field_if(!compared.dead.empty(), "dead", compared.dead);
  return json.take().dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace garoa
