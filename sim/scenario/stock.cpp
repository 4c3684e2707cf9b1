#include "sim/scenario/stock.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/scenario/inflow.hpp"
#include "sim/scenario/scaled_tables.hpp"
#include "sim/scenario/vault_history.hpp"
#include "sim/scenario/waiting_messages.hpp"

namespace garoa {
namespace {

template <class Settings>
Settings* find_to_change(std::vector<Settings>& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Settings& item) { return item.name == name; });
  return found == list.end() ? nullptr : &*found;
}

class StockWriter {
 public:
  StockWriter(Scenario& scenario, const Scenario& origin)
      : s_{scenario}, origin_{origin}, passed_{scenario.begin_after.count()} {}

  void run() {
    for (auto& bucket : s_.s3) {
      bucket.storage.earlier.days = std::llround(passed_ / stock_day);
      bucket.storage.existing.age_days += bucket.storage.earlier.days;
      if (!bucket.replication || !bucket.replication->existing) continue;
      auto& start = bucket.replication->existing->start;
      start = Seconds{start.count() - passed_};
    }
    for (const auto& volume : origin_.ebs) write_volume(volume);
    write_inflow(inflow_of(origin_, passed_));
  }

 private:
  /// One that no flow uses stays as it is.
  void write_volume(const EbsSettings& volume) {
    auto* const now = find_to_change(s_.ebs, volume.name);
    if (now == nullptr) return;
    if (now->keep) now->keep->since = Seconds{-passed_};
    if (now->from_snapshot) now->from_snapshot->made_before = Seconds{passed_};
    const VolumeArrivals arrivals{origin_, volume.name, passed_, WithinDay::as_they_come};
    const auto jobs = jobs_of(origin_, volume.name);
    const SiteHistory history{volume, jobs, passed_,
                              [&](double from, double to) { return arrivals.between(from, to); }};
    now->data = history.data();
    share_out(volume, arrivals, now->data.document_files);
    for (const auto* const job : jobs) {
      auto* const backup = find_to_change(s_.backup, job->name);
      if (backup == nullptr) continue;
      if (job->method == BackupMethod::file_copy) {
        const auto* const to = find_named(origin_.s3, job->to.name);
        const auto has = to == nullptr ? 0 : to->storage.existing.objects;
        backup->file_copy.uncopied_at_start = history.uncopied(*job, has);
        backup->file_copy.uncopied_since = history.last_tick(*job) - passed_;
        if (to != nullptr && to->storage.days_until_gone())
          backup->file_copy.copied_before = history.copied(*job, has);
      } else {
        backup->snapshot.past = history.snapshots(*job);
        // What was there first is gone: all on the volume came since.
        const bool gone = now->data.at_start == now->data.documents;
        for (auto& one : backup->snapshot.past.kept)
          if (gone) one.appended = one.appended + volume.data.at_start;
      }
    }
  }

  /// The documents on the volume among the flows that brought them.
  void share_out(const EbsSettings& volume, const VolumeArrivals& arrivals, std::uint64_t documents) {
    const double all = arrivals.between(0, passed_).documents;
    for (std::size_t i = 0; all > 0 && i < origin_.flows.size(); ++i) {
      const auto& flow = origin_.flows[i];
      const auto facts = flow.facts();
      const auto here = std::count_if(facts.volumes.begin(), facts.volumes.end(),
                                      [&](const Reference& one) { return one.name == volume.name; });
      const ExpectedArrivals came{flow.common().uploads, origin_, passed_, WithinDay::as_they_come};
      const double share = static_cast<double>(here) /
                           static_cast<double>(std::max<std::size_t>(facts.volumes.size(), 1)) *
                           came.between(0, passed_) / all;
      s_.flows[i].common().documents_before +=
          static_cast<std::uint64_t>(std::llround(share * static_cast<double>(documents)));
    }
  }

  /// Days of the inflow count from the scenario's start, those of a bucket from the run's.
  void write_inflow(Inflow inflow) {
    for (const auto& job : origin_.bucket_backups) {
      if (auto* const now = find_to_change(s_.bucket_backups, job.name))
        now->vault_copy.past = past_points(origin_, job, inflow.buckets[job.from_bucket.name], passed_);
    }
    for (auto& [name, days] : inflow.buckets) {
      auto* const bucket = find_to_change(s_.s3, name);
      if (bucket == nullptr) continue;
      for (auto& one : days) one.day -= bucket->storage.earlier.days;
      bucket->storage.earlier.came = std::move(days);
      bucket->storage.earlier.keys = inflow.keys[name];
    }
    for (const auto& queue : origin_.sqs) {
      hold(queue.name, unread_messages(origin_, queue, inflow.unread[queue.name], passed_));
      auto messages = waiting_messages(origin_, queue, passed_);
      hold(queue.name, messages.waiting);
      hold(queue.dead_letter.name, messages.dead);
    }
    for (const auto& [name, items] : inflow.items) {
      auto* const table = find_to_change(s_.dynamodb, name);
      if (table == nullptr) continue;
      write_items(*table, items);
      write_capacity(*table, items);
    }
    for (const auto& [name, bytes] : inflow.records) {
      if (auto* const group = find_to_change(s_.cloudwatch_logs, name)) write_records(*group, bytes);
    }
  }

  void hold(const std::string& name, const std::vector<WaitingMessages>& messages) {
    auto* const queue = find_to_change(s_.sqs, name);
    if (queue == nullptr) return;
    auto& waiting = queue->waiting;
    for (const auto& some : messages)
      if (some.since + some.seconds + queue->retention.count() > 0) waiting.push_back(some);
    std::stable_sort(waiting.begin(), waiting.end(),
                     [](const WaitingMessages& a, const WaitingMessages& b) { return a.since < b.since; });
  }

  /// Those that have not expired; of a day together, at its noon.
  void write_items(TableSettings& table, const std::vector<double>& items) const {
    if (!table.ttl) {
      const double all = std::accumulate(items.begin(), items.end(), 0.0);
      table.items_at_start += static_cast<std::uint64_t>(std::llround(all));
      return;
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      const double ends = (static_cast<double>(i) + 0.5) * stock_day + table.ttl->count() - passed_;
      const auto came = static_cast<std::uint64_t>(std::llround(items[i]));
      if (ends <= 0 || came == 0) continue;
      table.expiring.push_back({ends, came});
      table.items_at_start += came;
    }
  }

  void write_capacity(TableSettings& table, const std::vector<double>& items) const {
    if (table.writes.target <= 0) return;
    const auto each = units_of_upload(origin_, table, items);
    table.writes.at_start = scaled_before(origin_, table, table.writes, each.write, passed_);
    table.reads.at_start = scaled_before(origin_, table, table.reads, each.read, passed_);
  }

  /// Those that the group still keeps.
  void write_records(LogGroupSettings& group, const std::vector<double>& bytes) const {
    const double retention = group.retention ? group.retention->count() : passed_;
    const auto first = static_cast<std::size_t>(std::max(0.0, std::floor((passed_ - retention) / stock_day)));
    for (std::size_t i = first; i < bytes.size(); ++i) {
      group.before.push_back({static_cast<double>(i + 1) * stock_day - passed_,
                              static_cast<std::uint64_t>(std::llround(bytes[i]))});
    }
  }

  Scenario& s_;
  const Scenario& origin_;
  double passed_;  // seconds
};

}  // namespace

void add_leaving(Scenario& scenario) {
  for (auto& volume : scenario.ebs) {
    const SiteHistory history{volume, jobs_of(scenario, volume.name), 0,
                              [](double, double) { return ExpectedDocuments{}; }};
    const auto data = history.data();
    volume.data.leaving = data.leaving;
    volume.data.all_leave = data.all_leave;
  }
}

void add_stock(Scenario& scenario, const Scenario& origin) {
  StockWriter{scenario, origin}.run();
}

}  // namespace garoa
