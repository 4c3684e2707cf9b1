#include "models/dynamodb/dynamodb.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace garoa {

Table::Table(const Run& run, TableSettings settings)
    : Callee{run, fmt::format("dynamodb.{}", settings.name)},
      run_{run},
      settings_{std::move(settings)},
      writes_{settings_.writes},
      reads_{settings_.reads},
      write_stream_{run.stream(fmt::format("dynamodb.{}.write", settings_.name))},
      read_stream_{run.stream(fmt::format("dynamodb.{}.read", settings_.name))},
      key_stream_{run.stream(fmt::format("dynamodb.{}.key", settings_.name))},
      retries_{settings_.retry, run.stream(fmt::format("dynamodb.{}.retry", settings_.name))},
      writes_done_{run},
      reads_done_{run},
      peak_writes_{run, [this] { return writes_.taken(); }},
      peak_reads_{run, [this] { return reads_.taken(); }},
      items_{settings_.items_at_start},
      expiring_{settings_.expiring.begin(), settings_.expiring.end()} {}

Callee::Answer Table::ask(const Request& request) {
  const bool write = request.kind == Kind::write;
  const auto& stream = write ? write_stream_ : read_stream_;
  const auto& latency = write ? settings_.write_latency : settings_.read_latency;
  auto& capacity = write ? writes_ : reads_;
  const auto units = static_cast<double>(write ? settings_.units_per_write : settings_.units_per_read);
  const bool hot =
      settings_.hot_key > 0 && key_stream_.uniform(request.document.entity()) < settings_.hot_key;
  const bool taken = capacity.take(run_.now(), units, hot);
  return {taken ? Refusal::none : Refusal::throttled, 0,
          latency.quantile(stream.uniform(request.entity, request.purpose())) + size_time(request.kind)};
}

void Table::was_read(const Document& document, bool one_off) {
  reads_done_.add();
  if (settings_.reads.mode == CapacityMode::on_demand) unbilled_reads_.add(document.flow, 1, one_off);
}

void Table::written(const Document& document, bool fresh, bool one_off) {
  writes_done_.add();
  if (settings_.writes.mode == CapacityMode::on_demand) unbilled_writes_.add(document.flow, 1, one_off);
  if (!fresh) return;
  ++items_;
  ++fresh_;
}

/// Items of one sample go together.
void Table::expire() {
  const auto fresh = std::exchange(fresh_, 0);
  if (!settings_.ttl) return;
  if (fresh > 0) expiring_.push_back({run_.now() + settings_.ttl->count(), fresh});
  for (; !expiring_.empty() && expiring_.front().ends <= run_.now(); expiring_.pop_front())
    items_ -= std::min(items_, expiring_.front().items);
}

void Table::bill(Meter meter, std::uint64_t units) {
  if (units > 0) run_.journal.report(events::Billed{names().self, meter, units});
}

void Table::bill_capacity(Capacity& capacity, TimeMeter& carry, Meter meter) {
  bill(meter, carry.take(capacity.take_unit_seconds(run_.now()), 1));
}

void Table::sample(double interval) {
  if (settings_.writes.mode == CapacityMode::on_demand) {
    auto& journal = run_.journal;
    unbilled_writes_.report(journal, names().self, Meter::dynamodb_write_units, settings_.units_per_write);
    unbilled_reads_.report(journal, names().self, Meter::dynamodb_read_units, settings_.units_per_read);
  } else {
    bill_capacity(writes_, provisioned_writes_, Meter::dynamodb_write_capacity_seconds);
    bill_capacity(reads_, provisioned_reads_, Meter::dynamodb_read_capacity_seconds);
  }
  expire();
  const auto item = settings_.item.count() + settings_.overhead.count();
  const auto stored = storage_.take(static_cast<double>(items_) * static_cast<double>(item), interval);
  bill(Meter::dynamodb_byte_seconds, stored);
  if (settings_.point_in_time_recovery) bill(Meter::dynamodb_pitr_byte_seconds, stored);
}

void Table::finish(MetricSink& metrics) {
  const MetricsOf own{metrics, fmt::format("dynamodb.{}", settings_.name)};
  own.add_count("writes", writes_done_.count());
  own.add_count("reads", reads_done_.count());
  own.add("write_capacity", writes_.units());
  own.add("read_capacity", reads_.units());
  const auto tell = [&](const char* name, const PeakHour& peak, const Capacity& capacity) {
    if (const auto rate = peak.rate()) own.add(name, *rate / capacity.most_units(), peak.hours());
  };
  tell("write_units.peak_hour", peak_writes_, writes_);
  tell("read_units.peak_hour", peak_reads_, reads_);
}

}  // namespace garoa
