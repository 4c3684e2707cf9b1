// The JSON form of a comparison.
#include "sim/results/compared.hpp"
#include "sim/results/result_format.hpp"

namespace garoa {

template <class Archive, Form<SettingChange> T>
void describe(Archive& json, T& change) {
  json.field("path", change.path).field("from", change.from).field("to", change.to);
}

template <class Archive, Form<MetricChange> T>
void describe(Archive& json, T& change) {
  json.field("metric", change.metric)
      .field("unit", change.unit)
      .field("from", change.from)
      .field("to", change.to)
      .field("difference", change.difference)
      .field("half_width", change.half_width)
      .field("pairs", change.pairs)
      .derived("certain", change.is_certain());
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
      .field("settings", pair.settings)
      .field("metrics", pair.metrics)
      .field("cost_per_month", pair.costs)
      .field("verdicts", pair.verdicts);
}

std::string comparison_json(const ComparedScenarios& compared) {
  JsonWriter json;
  json.field("schema", std::string{"garoa.comparison/1"})
      .field("scenarios", compared.names)
      .field("pairs", compared.pairs)
      .field_if(!compared.dead.empty(), "dead", compared.dead);
  return json.take().dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace garoa
