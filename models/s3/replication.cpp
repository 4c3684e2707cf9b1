#include "models/s3/replication.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/catalog/region.hpp"

namespace garoa {

ReplicationSettings read_replication(Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("s3");
  ReplicationSettings s;
  s.region = fields.maybe<std::string>("region", "of the replica (default: the scenario's own)").value_or("");
  const auto known = region_names(catalogue);
  if (!s.region.empty() && std::find(known.begin(), known.end(), s.region) == known.end()) {
    fields.error("region", fmt::format("'{}' is not a region of the catalogue{}", s.region,
                                       did_you_mean(s.region, {known.begin(), known.end()})));
  }
  s.time_control = fields.optional("time_control", "S3 Replication Time Control", false);
  const std::string path = s.time_control ? "replication.time_control" : "replication.plain";
  s.delay = Distribution::lognormal(figures.get<Seconds>(path + ".median").count(),
                                    figures.get<double>(path + ".sigma"));
  s.threshold = figures.get<Seconds>("replication.threshold");
  return s;
}

Replication::Replication(const Run& run, const ReplicationSettings& settings, const std::string& path)
    : run_{run},
      settings_{settings},
      path_{path},
      stream_{run.stream(path + ".replication")},
      source_{run.journal.intern(path)},
      replica_{run.journal.intern(path + ".replica")} {}

Process Replication::replicate(Document document) {
  ++pending_;
  const double delay = settings_.delay.quantile(stream_.uniform(document.id));
  co_await run_.simulator.delay(delay);
  --pending_;
  delays_.add(delay);
  if (delay > settings_.threshold.count()) ++late_;
  bytes_ += document.bytes;
  stored_.set(run_.now(), static_cast<double>(bytes_));
  ++unbilled_puts_;
  unbilled_bytes_ += document.bytes;
}

void Replication::bill(NameId resource, Meter meter, std::uint64_t units) {
  if (units > 0) run_.journal.report(events::Billed{resource, meter, units});
}

void Replication::sample() {
  const double due = std::floor(stored_.integral(run_.now()) - billed_byte_seconds_);
  billed_byte_seconds_ += due;
  bill(replica_, Meter::s3_standard_byte_seconds, static_cast<std::uint64_t>(due));
  bill(replica_, Meter::s3_put_requests, std::exchange(unbilled_puts_, 0));
  const auto bytes = std::exchange(unbilled_bytes_, 0);
  if (!settings_.region.empty()) bill(source_, Meter::transfer_region_bytes, bytes);
  if (settings_.time_control) bill(source_, Meter::s3_replication_time_control_bytes, bytes);
}

void Replication::measure() {
  delays_ = {};
  late_ = 0;
}

void Replication::finish(const MetricSink& metrics) const {
  const auto put = [&](const char* measure, double value) {
    metrics(path_ + ".replication." + measure, value);
  };
  put("objects", static_cast<double>(delays_.count()));
  put("late", static_cast<double>(late_));
  put("pending", static_cast<double>(pending_));
  if (delays_.count() == 0) return;
  put("delay.mean", delays_.mean());
  put("delay.p50", delays_.quantile(0.5));
  put("delay.p95", delays_.quantile(0.95));
  put("delay.p99", delays_.quantile(0.99));
  put("delay.max", delays_.maximum());
}

}  // namespace garoa
