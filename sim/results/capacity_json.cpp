// The JSON form of a search for what breaks.
#include "sim/results/capacity.hpp"
#include "sim/results/result_format.hpp"

namespace garoa {

template <class Archive, Form<Limit> T>
void describe(Archive& json, T& limit) {
  json.field("name", limit.name)
      .field("what", limit.what)
      .field("used", limit.used)
      .field("measured", limit.measured)
      .field("unit", limit.unit)
      .field("binds", limit.binds);
}

template <class Archive, Form<CapacityBreak> T>
void describe(Archive& json, T& found) {
  json.field("breaks_at", found.breaks_at)
      .field("holds_at", found.holds_at)
      .field("holds_again_at", found.holds_again_at)
      .field("after_shedding", found.after_shedding)
      .field("used_at_first", found.used_at_first)
      .field("limit", found.limit);
}

template <class Archive, Form<CapacityUse> T>
void describe(Archive& json, T& use) {
  json.field("limit", use.name).field("what", use.what).field("points", use.points);
}

template <class Archive, Form<CapacityFailure> T>
void describe(Archive& json, T& failure) {
  json.field("at", failure.at).field("why", failure.why);
}

std::string capacity_json(const CapacityFound& capacity) {
  JsonWriter json;
  json.field("schema", std::string{"garoa.capacity/1"})
      .field("garoa", capacity.origin.garoa_version)
      .field_if(!capacity.origin.garoa_build.empty(), "build", capacity.origin.garoa_build)
      .field("scenario", capacity.scenario)
      .field("provenance", capacity.origin.provenance)
      .field_if(capacity.exchange.has_value(), "shown_in", capacity.exchange)
      .field("axis", std::string{name_of(capacity.axis.kind)})
      .field("from", capacity.axis.from)
      .field("to", capacity.axis.to)
      .field("precision", capacity.axis.precision)
      .field("replications", capacity.replications)
      .field("points", capacity.points)
      .field_if(capacity.sheds_from.has_value(), "sheds_from", capacity.sheds_from)
      .field_if(capacity.left_behind_from.has_value(), "left_behind_from", capacity.left_behind_from)
      .field("breaks", capacity.breaks)
      .field("holding", capacity.holding)
      .field("gaps", capacity.gaps)
      .field("uses", capacity.uses)
      .field_if(!capacity.failures.empty(), "failures", capacity.failures);
  return json.take().dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace garoa
