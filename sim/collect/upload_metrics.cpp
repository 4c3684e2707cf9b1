#include "sim/collect/upload_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {

UploadMetrics::UploadMetrics(Journal& journal, double warmup) : journal_{journal}, warmup_{warmup} {
  journal.on<events::UploadStarted>([this](const auto& event) { observe(event); });
  journal.on<events::UploadAcknowledged>([this](const auto& event) { observe(event); });
  journal.on<events::UploadRejected>([this](const auto& event) { observe(event); });
  journal.on<events::UploadRetried>([this](const auto& event) { observe(event); });
  journal.on<events::DocumentProtected>([this](const auto& event) { observe(event); });
  journal.on<events::EarlierProtected>([this](const auto& event) { observe(event); });
  journal.on<events::DocumentsLost>([this](const auto& event) { observe(event); });
  journal.on<events::DocumentsLeft>([this](const auto& event) { observe(event); });
}

void UploadMetrics::observe(const events::UploadStarted& event) {
  Flow& flow = flows_[event.document.flow];
  flow.seen = true;
  ++flow.all_started;
  if (event.document.arrived >= warmup_) ++flow.started;
}

void UploadMetrics::observe(const events::UploadAcknowledged& event) {
  Flow& flow = flows_[event.document.flow];
  flow.seen = true;
  ++flow.all_acknowledged;
  flow.all_bytes += event.document.bytes;
  if (event.document.arrived < warmup_) return;
  flow.bytes += event.document.bytes;
  flow.latency.add(event.time - event.document.arrived);
}

void UploadMetrics::observe(const events::UploadRejected& event) {
  Flow& flow = flows_[event.document.flow];
  flow.seen = true;
  ++flow.all_rejected;
  flow.rejected_since.try_emplace(name_of(event.reason), event.time);
  if (event.document.arrived >= warmup_) flow.rejected.add(name_of(event.reason));
}

void UploadMetrics::observe(const events::UploadRetried& event) {
  if (event.document.arrived >= warmup_) flows_[event.document.flow].retried.add(name_of(event.reason));
}

void UploadMetrics::observe(const events::DocumentsLost& event) {
  Flow& flow = flows_[event.flow];
  flow.lost.add(name_of(event.reason), event.documents);
  flow.lost_bytes += event.bytes;
  flow.lost_from_before += event.from_before;
  flow.lost_from_before_bytes += event.from_before_bytes;
}

void UploadMetrics::observe(const events::DocumentsLeft& event) {
  Flow& flow = flows_[event.flow];
  (event.archived ? flow.archived : flow.deleted) += event.documents;
  flow.deleted_uncopied += event.uncopied_documents;
  flow.left_bytes += event.bytes;
  if (!event.archived) flow.deleted_bytes += event.bytes;
  if (!event.from_before || event.archived) return;
  flow.deleted_from_before += event.documents;
  flow.deleted_from_before_bytes += event.bytes;
}

void UploadMetrics::observe(const events::DocumentProtected& event) {
  if (event.acknowledged >= warmup_)
    flows_[event.document.flow].protection_delay.add(event.time - event.acknowledged);
}

/// In so many parts that each is of a minute at most.
void UploadMetrics::observe(const events::EarlierProtected& event) {
  if (event.time < warmup_) return;
  const double minutes = std::ceil((event.to - event.from) / 60);
  const auto parts = std::clamp(static_cast<std::uint64_t>(minutes), std::uint64_t{1}, event.documents);
  for (std::uint64_t i = 0; i < parts; ++i) {
    const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(parts);
    const double came = event.from + share * (event.to - event.from);
    flows_[event.flow].protection_delay.add(event.time - came,
                                            event.documents * (i + 1) / parts - event.documents * i / parts);
  }
}

void UploadMetrics::set_open(NameId flow, std::uint64_t open) {
  flows_[flow].seen = true;
  flows_[flow].told_open = open;
}

void UploadMetrics::set_kept(NameId flow, std::uint64_t documents, std::uint64_t bytes) {
  flows_[flow].seen = true;
  flows_[flow].told_kept = documents;
  flows_[flow].told_kept_bytes = bytes;
}

void UploadMetrics::add_metrics(MetricList& metrics, double end_time) const {
  const double measured_s = end_time - warmup_;
  flows_.each_seen([&](NameId id, const Flow& flow) {
    const std::string name = journal_.name(id) + ".upload.";
    const auto acknowledged = flow.latency.count();
    metrics.add_count(name + "started", flow.started);
    metrics.add_count(name + "acknowledged", acknowledged);
    metrics.add_reasons(name + "rejected", flow.rejected);
    for (const auto& [reason, since] : flow.rejected_since) {
      if (flow.rejected.of(reason) == 0) continue;
      metrics.add(fmt::format("{}rejected_since.{}", name, reason), since, flow.rejected.total());
    }
    if (flow.retried.total() > 0) metrics.add_reasons(name + "retried", flow.retried);
    metrics.add_reasons(journal_.name(id) + ".documents.lost", flow.lost);
    metrics.add(journal_.name(id) + ".documents.lost_bytes", static_cast<double>(flow.lost_bytes),
                flow.lost.total());
    add_left(metrics, journal_.name(id) + ".documents.", flow);
    metrics.add_count(name + "open", still_open(flow.started, acknowledged, flow.rejected.total()));
    if (measured_s > 0)
      metrics.add(name + "throughput", static_cast<double>(acknowledged) / measured_s, acknowledged);
    metrics.add(name + "bytes", static_cast<double>(flow.bytes), acknowledged);
    metrics.add_distribution(name + "latency", flow.latency);
    if (flow.protection_delay.count() == 0) return;
    metrics.add_count(journal_.name(id) + ".protection.documents", flow.protection_delay.count());
    metrics.add_distribution(journal_.name(id) + ".protection.delay", flow.protection_delay);
  });
}

void UploadMetrics::add_left(MetricList& metrics, const std::string& prefix, const Flow& flow) {
  if (flow.archived + flow.deleted == 0) return;
  metrics.add_count(prefix + "archived", flow.archived);
  metrics.add_count(prefix + "deleted", flow.deleted);
  metrics.add_count(prefix + "deleted_uncopied", flow.deleted_uncopied);
  metrics.add(prefix + "left_bytes", static_cast<double>(flow.left_bytes), flow.archived + flow.deleted);
}

void UploadMetrics::add_balances(std::vector<Balance>& balances) const {
  flows_.each_seen([&](NameId id, const Flow& flow) {
    const auto derived = still_open(flow.all_started, flow.all_acknowledged, flow.all_rejected);
    balances.push_back({journal_.name(id) + " uploads", flow.all_started, flow.all_acknowledged,
                        flow.all_rejected, flow.told_open.value_or(derived)});
    if (!flow.told_kept) return;
    balances.push_back({journal_.name(id) + " documents", flow.all_acknowledged + flow.lost_from_before,
                        *flow.told_kept + flow.deleted - flow.deleted_from_before, flow.lost.total(), 0});
    balances.push_back({journal_.name(id) + " bytes", flow.all_bytes + flow.lost_from_before_bytes,
                        flow.told_kept_bytes + flow.deleted_bytes - flow.deleted_from_before_bytes,
                        flow.lost_bytes, 0});
  });
}

std::map<std::string, std::uint64_t> UploadMetrics::documents() const {
  std::map<std::string, std::uint64_t> all;
  flows_.each_seen([&](NameId id, const Flow& flow) { all[journal_.name(id)] = flow.all_acknowledged; });
  return all;
}

}  // namespace garoa
