#include "sim/results/replay.hpp"

#include <fmt/format.h>

#include "sim/results/json_archive.hpp"
#include "sim/results/json_fault.hpp"

namespace garoa {

template <class Archive, Form<ReplayWindow> T>
void describe(Archive& json, T& window) {
  json.field("from_s", window.from).field("length_s", window.length);
}

template <class Archive, Form<Replay::Level> T>
void describe(Archive& json, T& level) {
  json.field("resource", level.resource).field("what", level.what).field("values", level.values);
}

template <class Archive, Form<Replay::Reported> T>
void describe(Archive& json, T& reported) {
  json.field("resource", reported.resource)
      .field("metric", reported.metric)
      .field("points", reported.points)
      .field_if(reported.full.has_value(), "full", reported.full);
}

template <class Archive, Form<Replay::Step> T>
void describe(Archive& json, T& step) {
  json.field("t", step.time)
      .field("what", step.what)
      .field("at", step.at)
      .field_if(!step.why.empty(), "why", step.why);
}

template <class Archive, Form<Replay::Traveller> T>
void describe(Archive& json, T& traveller) {
  json.field("flow", traveller.flow)
      .field("number", traveller.number)
      .field("download", traveller.download)
      .field("failed", traveller.failed)
      .field("steps", traveller.steps);
}

template <class Archive, Form<Replay> T>
void describe(Archive& json, T& replay) {
  json.field("window", replay.window)
      .derived("ticks", Replay::ticks)
      .field("began", replay.began)
      .field("stride", replay.stride)
      .field("levels", replay.levels)
      .field("reported", replay.reported)
      .field("travellers", replay.travellers);
}

namespace {
const std::string replay_schema = "garoa.replay/1";
}  // namespace

std::string replay_json(const Replay& replay) {
  JsonWriter json;
  json.field("schema", replay_schema);
  describe(json, replay);
  return json.take().dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Read<Replay> read_replay(const std::string& text) {
  Read<Replay> answer;
  try {
    const auto all = Json::parse(text);
    JsonReader json{all, ""};
    std::string schema;
    json.field("schema", schema);
    if (schema != replay_schema)
      throw JsonFault{fmt::format("schema: is '{}', not '{}'", schema, replay_schema)};
    Replay replay;
    describe(json, replay);
    for (const auto& level : replay.levels) {
      if (level.values.size() != Replay::ticks + 1)
        throw JsonFault{fmt::format("levels: '{}' has {} values", level.what, level.values.size())};
    }
    answer.value = std::move(replay);
  } catch (const JsonFault& fault) {
    answer.error = fault.what();
  } catch (const Json::exception& fault) {
    answer.error = json_fault(fault.what());
  }
  return answer;
}

}  // namespace garoa
