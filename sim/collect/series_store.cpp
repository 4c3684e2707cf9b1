#include "sim/collect/series_store.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "sim/results/series_table.hpp"

namespace garoa {
namespace {
constexpr double milliseconds = 1000.0;

// In the order of SeriesStore::Kind; of a spread, the first of its three.
constexpr std::array statistics{"Sum", "Maximum", "Maximum", "Average"};
}  // namespace

// In the order of Counter. The metric of throttles depends on the service: see metric_name().
const std::array<SeriesStore::CounterInfo, SeriesStore::counter_count> SeriesStore::counters{{
    {"garoa UploadsStarted", Kind::sum},
    {"garoa UploadsAcknowledged", Kind::sum},
    {"garoa UploadsRejected", Kind::sum},
    {"garoa UploadLatency", Kind::spread},
    {"garoa DownloadsFinished", Kind::sum},
    {"garoa DownloadsFailed", Kind::sum},
    {"garoa DocumentsProtected", Kind::sum},
    {"garoa DocumentsLost", Kind::sum},
    {"AWS/S3 PutRequests", Kind::sum},
    {"garoa DocumentsProcessed", Kind::sum},
    {"AWS/Lambda Invocations", Kind::sum},
    {"AWS/Lambda Errors", Kind::sum},
    {"AWS/Lambda Duration", Kind::spread},
    {"AWS/Lambda ConcurrentExecutions", Kind::level_maximum},
    {"AWS/Lambda AsyncEventsReceived", Kind::sum},
    {"AWS/Lambda AsyncEventAge", Kind::maximum},
    {"AWS/Lambda AsyncEventsDropped", Kind::sum},
    {"AWS/Lambda RecursiveInvocationsDropped", Kind::sum},
    {"garoa Throttles", Kind::sum},
    {"AWS/SNS NumberOfNotificationsDelivered", Kind::sum},
    {"AWS/Logs IncomingLogEvents", Kind::sum},
    {"garoa LogRecordsLost", Kind::sum},
}};

SeriesStore::SeriesStore(Journal& journal, double interval)
    : journal_{journal}, interval_{interval}, interval_end_{interval} {
  observe_flows(journal);
  observe_functions(journal);
  observe_services(journal);
}

void SeriesStore::observe_flows(Journal& journal) {
  journal.on<events::UploadStarted>(
      [this](const auto& e) { count(uploads_started, e.document.flow, e.time); });
  journal.on<events::UploadAcknowledged>([this](const auto& e) {
    count(uploads_acknowledged, e.document.flow, e.time);
    cell(upload_latency, e.document.flow, e.time).spread.add(e.time - e.document.arrived);
  });
  journal.on<events::UploadRejected>(
      [this](const auto& e) { count(uploads_rejected, e.document.flow, e.time); });
  journal.on<events::DownloadFinished>([this](const auto& e) { count(downloads_finished, e.flow, e.time); });
  journal.on<events::DownloadFailed>([this](const auto& e) { count(downloads_failed, e.flow, e.time); });
  journal.on<events::DocumentProtected>(
      [this](const auto& e) { count(documents_protected, e.document.flow, e.time); });
  journal.on<events::DocumentsLost>(
      [this](const auto& e) { count(documents_lost, e.flow, e.time, static_cast<double>(e.documents)); });
  journal.on<events::DocumentProcessed>([this](const auto& e) {
    if (e.effects == 1) count(documents_processed, e.document.flow, e.time);
  });
}

void SeriesStore::observe_functions(Journal& journal) {
  journal.on<events::EventQueued>([this](const auto& e) { count(events_received, e.function, e.time); });
  journal.on<events::InvocationStarted>([this](const auto& e) {
    count(invocations, e.function, e.time);
    if (e.event_age) raise(event_age, e.function, e.time, *e.event_age * milliseconds);
  });
  journal.on<events::InvocationFinished>([this](const auto& e) {
    cell(handler_duration, e.function, e.time).spread.add(e.duration * milliseconds);
    count(errors, e.function, e.time, e.outcome == events::InvocationOutcome::success ? 0 : 1);
  });
  journal.on<events::ConcurrencyChanged>(
      [this](const auto& e) { set_level(concurrency, e.function, e.time, e.running); });
  journal.on<events::DocumentDropped>([this](const auto& e) {
    count(events_dropped, e.function, e.time);
    if (e.reason == Reason::recursion) count(recursion_stopped, e.function, e.time);
  });
}

void SeriesStore::observe_services(Journal& journal) {
  journal.on<events::ObjectCreated>([this](const auto& e) { count(objects_created, e.bucket, e.time); });
  journal.on<events::Throttled>([this](const auto& e) { count(throttles, e.resource, e.time); });
  journal.on<events::Notified>(
      [this](const auto& e) { count(notifications, e.topic, e.time, static_cast<double>(e.subscribers)); });
  journal.on<events::LogRecordsIngested>([this](const auto& e) {
    count(records_ingested, e.group, e.time, static_cast<double>(e.written.size()));
  });
  journal.on<events::LogRecordsLost>(
      [this](const auto& e) { count(records_lost, e.group, e.time, static_cast<double>(e.records)); });
  journal.on<events::LevelSampled>([this](const auto& e) {
    auto& levels = levels_[e.resource];
    auto level =
        std::find_if(levels.begin(), levels.end(), [&](const Level& l) { return l.metric == e.metric; });
    if (level == levels.end()) level = levels.insert(level, {e.metric, {}});
    level->points.push_back({e.time, e.value});
  });
}

SeriesStore::Cell& SeriesStore::open_cell(Counter counter, NameId name, double time) {
  if (time > interval_end_) close_intervals_before(time);
  Cell& found = cells_[counter][name];
  if (!found.seen) begin(found, counters[counter].kind);
  return found;
}

void SeriesStore::begin(Cell& cell, Kind kind) const {
  cell.seen = true;
  if (kind != Kind::sum && kind != Kind::level_maximum) return;
  for (std::uint64_t i = 1; i <= closed_; ++i) cell.points.push_back({static_cast<double>(i) * interval_, 0});
}

void SeriesStore::raise(Counter counter, NameId name, double time, double value) {
  Cell& raised = cell(counter, name, time);
  ++raised.n;
  raised.value = std::max(raised.value, value);
}

void SeriesStore::set_level(Counter counter, NameId name, double time, double value) {
  Cell& changed = cell(counter, name, time);
  changed.level = value;
  changed.value = std::max(changed.value, value);
}

void SeriesStore::close_intervals_before(double time) {
  while (time > interval_end_) {
    close_interval(interval_end_);
    ++closed_;
    interval_end_ = static_cast<double>(closed_ + 1) * interval_;
  }
}

void SeriesStore::close_interval(double end) {
  for (std::size_t counter = 0; counter < counter_count; ++counter) {
    const Kind kind = counters[counter].kind;
    cells_[counter].each_seen([&](NameId, Cell& open) { close_cell(open, kind, end); });
  }
}

void SeriesStore::close_cell(Cell& cell, Kind kind, double end) {
  switch (kind) {
    case Kind::sum:
    case Kind::level_maximum:
      cell.points.push_back({end, cell.value});
      break;
    case Kind::maximum:
      if (cell.n > 0) cell.points.push_back({end, cell.value});
      break;
    case Kind::spread:
      if (cell.spread.count() == 0) break;
      cell.points.push_back({end, cell.spread.mean()});
      cell.maxima.push_back({end, cell.spread.maximum()});
      cell.percentiles.push_back({end, cell.spread.quantile(0.99)});
      cell.spread.clear();
      break;
  }
  cell.n = 0;
  cell.value = cell.level;
}

std::string SeriesStore::metric_name(Counter counter, NameId name) const {
  if (counter == throttles) {
    const std::string& resource = journal_.name(name);
    if (resource.starts_with("s3.")) return "AWS/S3 5xxErrors";
    if (resource.starts_with("lambda.")) return "AWS/Lambda Throttles";
    if (resource.starts_with("dynamodb.")) return "AWS/DynamoDB ThrottledRequests";
  }
  return counters[counter].metric;
}

std::vector<Series> SeriesStore::take(double end_time) {
  close_intervals_before(end_time);
  if (end_time > static_cast<double>(closed_) * interval_) close_interval(end_time);
  std::vector<Series> all;
  for (std::size_t counter = 0; counter < counter_count; ++counter) {
    const Kind kind = counters[counter].kind;
    cells_[counter].each_seen([&](NameId id, Cell& cell) {
      const auto add = [&](const char* statistic, std::vector<Series::Point>& points) {
        all.push_back({journal_.name(id), metric_name(static_cast<Counter>(counter), id), statistic,
                       std::move(points)});
      };
      add(statistics[static_cast<std::size_t>(kind)], cell.points);
      if (kind != Kind::spread) return;
      add("Maximum", cell.maxima);
      add("p99", cell.percentiles);
    });
  }
  for (NameId id = 0; id < levels_.size(); ++id) {
    for (auto& level : levels_[id]) {
      const auto& metric = journal_.name(level.metric);
      all.push_back(
          {journal_.name(id), metric, std::string{statistic_of_level(metric)}, std::move(level.points)});
    }
  }
  std::sort(all.begin(), all.end(), [](const Series& a, const Series& b) {
    return std::tie(a.resource, a.metric, a.statistic) < std::tie(b.resource, b.metric, b.statistic);
  });
  return all;
}

}  // namespace garoa
