#include "sim/collect/log_metrics.hpp"

#include "sim/collect/open_requests.hpp"

namespace garoa {

LogMetrics::LogMetrics(Journal& journal, double warmup) : journal_{journal}, warmup_{warmup} {
  journal.on<events::LogRecordsWritten>([this](const auto& event) {
    Group& group = groups_[event.group];
    group.seen = true;
    group.all_written += event.records;
    if (event.time >= warmup_) group.written += event.records;
  });
  journal.on<events::LogRecordsIngested>([this](const auto& event) {
    Group& group = groups_[event.group];
    group.all_ingested += event.written.size();
    for (const double written : event.written) {
      if (written >= warmup_) group.delay.add(event.time - written);
    }
  });
  journal.on<events::LogRecordsLost>([this](const auto& event) {
    Group& group = groups_[event.group];
    group.seen = true;
    group.all_lost += event.records;
    if (event.time >= warmup_) group.lost.add(name_of(event.reason), event.records);
  });
}

void LogMetrics::add_metrics(MetricList& metrics) const {
  groups_.each_seen([&](NameId id, const Group& group) {
    const std::string name = journal_.name(id) + ".";
    metrics.add_count(name + "records", group.written);
    metrics.add_count(name + "records_ingested", group.delay.count());
    metrics.add_reasons(name + "records_lost", group.lost);
    metrics.add_distribution(name + "ingestion_delay", group.delay);
  });
}

void LogMetrics::add_balances(std::vector<Balance>& balances) const {
  groups_.each_seen([&](NameId id, const Group& group) {
    balances.push_back({journal_.name(id) + " records", group.all_written, group.all_ingested, group.all_lost,
                        still_open(group.all_written, group.all_ingested, group.all_lost)});
  });
}

}  // namespace garoa
