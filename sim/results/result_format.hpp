// The JSON form of every part of a result, once for writing and reading. Keys are only ever added; what a later version
// adds is read with field_if(), so that older results can still be read.
#pragma once

#include <array>

#include "sim/results/cost_format.hpp"
#include "sim/results/finding_format.hpp"
#include "sim/results/result.hpp"

namespace garoa {

template <>
struct Names<BackupState> {
  static constexpr std::array all{BackupState::completed, BackupState::partial, BackupState::failed,
                                  BackupState::expired,   BackupState::skipped, BackupState::running};
};

template <>
struct Names<Comparison> {
  static constexpr std::array all{Comparison::below, Comparison::at_most, Comparison::above,
                                  Comparison::at_least};
};

template <>
struct Names<ObjectiveState> {
  static constexpr std::array all{ObjectiveState::met, ObjectiveState::missed, ObjectiveState::not_evaluated};
};

template <>
struct Names<Basis> {
  static constexpr std::array all{Basis::verified, Basis::derived, Basis::memory, Basis::project};
};

template <class Archive, Form<ScenarioInfo> T>
void describe(Archive& json, T& scenario) {
  json.field("title", scenario.title)
      .field("file", scenario.file)
      .field("sha256", scenario.sha256)
      .field("region", scenario.region)
      .field("start", scenario.start)
      .field("duration_s", scenario.duration_s)
      .field("warmup_s", scenario.warmup_s)
      .field("seed", scenario.seed)
      .field("replications", scenario.replications)
      .field_if(true, "timezone", scenario.timezone);
}

template <class Archive, Form<Provenance::File> T>
void describe(Archive& json, T& file) {
  json.field("name", file.name).field("sha256", file.sha256);
}

template <class Archive, Form<Provenance> T>
void describe(Archive& json, T& provenance) {
  json.field("overrides", provenance.overrides)
      .field("overrides_sha256", provenance.overrides_sha256)
      .field("profiles", provenance.profiles)
      .field_if(!provenance.assumed.empty(), "assumed", provenance.assumed)
      .field("inputs", provenance.inputs)
      .field("models", provenance.models);
}

template <class Archive, Form<Metric> T>
void describe(Archive& json, T& metric) {
  json.field("value", metric.value)
      .field("unit", metric.unit)
      .field("n", metric.n)
      .field_if(metric.ci95.has_value(), "ci95", metric.ci95)
      .field_if(metric.replications > 0, "replications", metric.replications);
}

template <class Archive, Form<Objective> T>
void describe(Archive& json, T& objective) {
  json.field("objective", objective.text)
      .field("metric", objective.metric)
      .field("comparison", objective.comparison)
      .field("bound", objective.bound)
      .field("unit", objective.unit)
      .field("value", objective.value)
      .field_if(objective.ci95.has_value(), "ci95", objective.ci95)
      .field("state", objective.state)
      .field_if(objective.evaluated_in > 0, "met_in", objective.met_in)
      .field_if(objective.evaluated_in > 0, "evaluated_in", objective.evaluated_in)
      .field_if(objective.of_work_undone, "of_work_undone", objective.of_work_undone);
}

template <class Archive, Form<Replications::Dead> T>
void describe(Archive& json, T& dead) {
  json.field("number", dead.number).field("seed", dead.seed).field("why", dead.why);
}

template <class Archive, Form<Replications::Precision> T>
void describe(Archive& json, T& precision) {
  json.field("metric", precision.metric)
      .field("half_width", precision.half_width)
      .field("reached_at", precision.reached_at);
}

template <class Archive, Form<Replications> T>
void describe(Archive& json, T& replications) {
  json.field("n", replications.n)
      .field_if(!replications.seeds.empty(), "seeds", replications.seeds)
      .field_if(replications.dead_total > 0, "dead", replications.dead)
      .field_if(replications.dead_total > 0, "dead_total", replications.dead_total)
      .field_if(replications.until_ci.has_value(), "until_ci", replications.until_ci)
      .field_if(replications.until_ci.has_value(), "precision", replications.precision)
      .field("notes", replications.notes);
}

template <class Archive, Form<Histogram> T>
void describe(Archive& json, T& histogram) {
  Histogram::State state = histogram.state();
  json.field("sum", state.sum)
      .field("minimum", state.minimum)
      .field("maximum", state.maximum)
      .field("zeros", state.zeros)
      .field("first_bucket", state.first_bucket)
      .field("counts", state.counts);
  if constexpr (Archive::reads) {
    if (!state.is_possible()) throw JsonFault{"a distribution's buckets or extremes are impossible"};
    histogram = Histogram{std::move(state)};
  }
}

template <class Archive, Form<MeanError> T>
void describe(Archive& json, T& error) {
  json.field("variance", error.variance).field("degrees", error.degrees);
}

template <class Archive, Form<Observed> T>
void describe(Archive& json, T& observed) {
  json.field("unit", observed.unit)
      .field("histogram", observed.histogram)
      .field_if(observed.mean_error.degrees > 0, "mean_error", observed.mean_error);
}

template <class Archive, Form<Bottleneck::Part> T>
void describe(Archive& json, T& part) {
  json.field("resource", part.resource)
      .field("waited_s", part.waited_s)
      .field_if(true, "queueing_s", part.queueing_s)
      .derived("service_s", part.service_s())
      .field("share", part.share);
}

template <class Archive, Form<Bottleneck> T>
void describe(Archive& json, T& bottleneck) {
  json.field("flow", bottleneck.flow)
      .field("phase", bottleneck.phase)
      .field("resource", bottleneck.resource)
      .field("share", bottleneck.share)
      .field("waited_s", bottleneck.waited_s)
      .field_if(true, "queueing_s", bottleneck.queueing_s)
      .derived("service_s", bottleneck.service_s())
      .field("parts", bottleneck.parts);
}

template <class Archive, Form<BackupRun> T>
void describe(Archive& json, T& run) {
  json.field("job", run.job)
      .field("scheduled", run.scheduled)
      .field("start", run.started)
      .field("end", run.ended)
      .field("state", run.state)
      .field("bytes", run.bytes)
      .field("files", run.files)
      .field("bottleneck", run.bottleneck)
      .members("seconds", run.parts)
      .field("flow", run.flow)
      .field("failed_files", run.failed_files)
      .field_if(true, "left_files", run.left_files)
      .field("attempts", run.attempts)
      .field("reason", run.reason)
      .field("scheduled_s", run.scheduled_s)
      .field("start_s", run.started_s)
      .field("end_s", run.ended_s)
      .field("window_s", run.window_s)
      .derived("overrun_s", run.overrun_s());
}

template <class Archive, Form<FailureRun> T>
void describe(Archive& json, T& run) {
  json.field("target", run.target)
      .field("kind", run.kind)
      .field("at", run.at)
      .field("at_s", run.at_s)
      .field("end_s", run.ended_s)
      .field("documents_lost", run.documents_lost)
      .field("bytes_lost", run.bytes_lost)
      .field("achieved_rpo_s", run.achieved_rpo_s)
      .field("uploads_rejected", run.uploads_rejected)
      .field("uploads_retried", run.uploads_retried)
      .field("downloads_failed", run.downloads_failed);
}

template <class Archive, Form<IncidentList> T>
void describe(Archive& json, T& list) {
  json.field("flow", list.flow)
      .field("function", list.function)
      .field("kind", list.kind)
      .field("count", list.count)
      .field("first_at_s", list.first_at_s)
      .field("ids", list.ids);
}

template <class Archive, Form<RestoreRun> T>
void describe(Archive& json, T& run) {
  json.field("name", run.name)
      .field("flow", run.flow)
      .field("source", run.source)
      .field("began", run.began)
      .field("began_s", run.began_s)
      .field("end_s", run.ended_s)
      .members("parts", run.parts, "_s")
      .field("first_document_s", run.first_document_s)
      .field("wanted_documents_s", run.wanted_documents_s)
      .field("expected_files", run.expected_files)
      .field("files", run.files)
      .field("bytes", run.bytes)
      .field("bottleneck", run.bottleneck);
}

template <class Archive, Form<Compliance> T>
void describe(Archive& json, T& compliance) {
  json.field("profiles", compliance.profiles)
      .field("findings", compliance.findings)
      .field_if(!compliance.replaced_profiles.empty(), "replaced_profiles", compliance.replaced_profiles);
}

template <class Archive, Form<Balance> T>
void describe(Archive& json, T& balance) {
  json.field("name", balance.name)
      .field("started", balance.started)
      .field("finished", balance.finished)
      .field("failed", balance.failed)
      .field("open", balance.open)
      .derived("holds", balance.holds());
}

template <class Archive, Form<Assumption> T>
void describe(Archive& json, T& figure) {
  json.field("service", figure.service)
      .field("name", figure.name)
      .field("value", figure.value)
      .field("basis", figure.basis)
      .field("source", figure.source)
      .field("note", figure.note)
      .field_if(!figure.low.empty(), "low", figure.low)
      .field_if(!figure.high.empty(), "high", figure.high)
      .field_if(figure.has_range(), "assumed", figure.assumed);
}

template <class Archive, Form<EdgeChange> T>
void describe(Archive& json, T& change) {
  json.field("what", change.what).field("from", change.from).field("to", change.to);
}

template <class Archive, Form<EdgeRun> T>
void describe(Archive& json, T& run) {
  json.field("assumption", run.assumption)
      .field("edge", run.edge)
      .field("value", run.value)
      .field_if(!run.failure.empty(), "failure", run.failure)
      .field("changes", run.changes);
}

template <class Archive, Form<WorkloadFacts> T>
void describe(Archive& json, T& facts) {
  json.field("flow", facts.flow)
      .field("stream", facts.stream)
      .field("arrivals", facts.arrivals)
      .field("interarrival_cov", facts.interarrival_cov)
      .field("index_of_dispersion", facts.index_of_dispersion)
      .field("window_s", facts.window_s);
}

template <class Archive, Form<MeterReading> T>
void describe(Archive& json, T& reading) {
  json.field("resource", reading.resource).field("meter", reading.meter);
  // An integer if readers of JSON can hold it, else the nearest double.
  constexpr MeterTotal largest_integer = ~std::uint64_t{0};
  Json units = static_cast<double>(reading.units);
  if (reading.units <= largest_integer) units = static_cast<std::uint64_t>(reading.units);
  json.field("units", units);
  if constexpr (Archive::reads) {
    if (!units.is_number() || units.get<double>() < 0)
      throw JsonFault{reading.meter + ": units are no number"};
    reading.units = units.is_number_float() ? static_cast<MeterTotal>(units.get<double>())
                                            : static_cast<MeterTotal>(units.get<std::uint64_t>());
  }
  json.field("unit", reading.unit);
}

template <class Archive, Form<Series::Point> T>
void describe(Archive& json, T& point) {
  json.field("t", point.time).field("v", point.value);
}

template <class Archive, Form<Series> T>
void describe(Archive& json, T& series) {
  json.field("resource", series.resource)
      .field("metric", series.metric)
      .field("statistic", series.statistic)
      .field("points", series.points);
}

template <class Archive, Form<Performance> T>
void describe(Archive& json, T& performance) {
  json.field("events", performance.events)
      .field("wall_seconds", performance.wall_seconds)
      .field("uploads_per_second", performance.uploads_per_second)
      .field("peak_memory_kib", performance.peak_memory_kib);
}

}  // namespace garoa
