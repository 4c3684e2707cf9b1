#include "sim/scenario/stock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "sim/scenario/event_graph.hpp"
#include "sim/scenario/site_history.hpp"

namespace garoa {
namespace {

constexpr double day = Calendar::day_seconds;

/// Objects of a bucket by the day on which they came, before they are whole.
class BucketHistory {
 public:
  void add(std::int64_t on, double objects, const SizeShares& sizes) {
    auto& there = days_[on];
    there[0] += objects * sizes.small;
    there[1] += objects * sizes.small * sizes.small_mean;
    there[2] += objects * (1 - sizes.small);
    there[3] += objects * (1 - sizes.small) * sizes.large_mean;
  }

  /// Sums are rounded, not days: few objects a day are not lost.
  [[nodiscard]] std::vector<EarlierDay> days() const {
    std::vector<EarlierDay> days;
    std::array<double, 4> sum{};
    std::array<std::uint64_t, 4> told{};
    for (const auto& [on, amounts] : days_) {
      std::array<std::uint64_t, 4> now{};
      for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] += amounts[i];
        now[i] = static_cast<std::uint64_t>(std::llround(sum[i])) - told[i];
        told[i] += now[i];
      }
      days.push_back({on, now[0], now[1], now[2], now[3]});
    }
    return days;
  }

 private:
  std::map<std::int64_t, std::array<double, 4>> days_;
};

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
      bucket.storage.earlier.days = std::llround(passed_ / day);
      bucket.storage.existing.age_days += bucket.storage.earlier.days;
    }
    for (const auto& flow : origin_.flows) {
      const auto facts = flow.facts();
      for (const auto& volume : facts.volumes) write_site(flow, volume.name, facts);
      if (facts.bucket.given()) write_bucket(flow, facts.bucket.name);
      if (!facts.volumes.empty()) write_records(flow);
    }
    for (auto& [name, history] : buckets_) {
      if (auto* const bucket = find_to_change(s_.s3, name)) bucket->storage.earlier.came = history.days();
    }
  }

 private:
  [[nodiscard]] double expected(const RequestSettings& requests, double from, double to) const {
    return expected_arrivals(requests, *origin_.calendar, from, to, origin_.duration.count());
  }
  [[nodiscard]] Bytes small_in(const std::string& bucket) const {
    const auto* const found = find_named(origin_.s3, bucket);
    return found == nullptr ? Bytes{} : found->storage.small;
  }
  /// Of the run: the day that holds this time after the scenario's start.
  [[nodiscard]] std::int64_t day_of(double time) const {
    return static_cast<std::int64_t>(std::floor((time - passed_) / day));
  }

  void write_site(const FlowSettings& flow, const std::string& volume_name, const FlowFacts& facts) {
    const auto* const volume = find_named(origin_.ebs, volume_name);
    auto* const now = find_to_change(s_.ebs, volume_name);
    if (volume == nullptr || now == nullptr) return;
    std::vector<const BackupSettings*> jobs;
    for (const auto& job : origin_.backup) {
      const bool own = std::any_of(facts.backups.begin(), facts.backups.end(),
                                   [&](const Reference& backup) { return backup.name == job.name; });
      if (own && job.from.name == volume_name && job.schedule) jobs.push_back(&job);
    }
    const double share = 1 / static_cast<double>(facts.volumes.size());
    const auto& uploads = flow.common().uploads;
    const SiteHistory history{*volume, jobs, SizeModel{flow.common().size}.mean(), passed_,
                              [&](double from, double to) { return share * expected(uploads, from, to); }};
    now->data = history.data();
    for (const auto* const job : jobs) write_job(history, *job, flow);
  }

  void write_job(const SiteHistory& history, const BackupSettings& job, const FlowSettings& flow) {
    auto* const now = find_to_change(s_.backup, job.name);
    if (now == nullptr) return;
    if (job.method != BackupMethod::file_copy) {
      now->snapshot.past = history.snapshots(job);
      return;
    }
    now->file_copy.uncopied_at_start = history.uncopied(job);
    const auto sizes = shares_of(flow.common().size, small_in(job.to.name));
    for (const auto& copy : history.copies(job)) {
      buckets_[job.to.name].add(day_of(copy.time), copy.documents, packed(sizes, copy.bytes_of_each));
      if (copy.initial == 0) continue;
      const SizeShares of_initial = shares_of(ConstantSize{copy.initial_size}, small_in(job.to.name));
      buckets_[job.to.name].add(day_of(copy.time), copy.initial, of_initial);
    }
  }

  /// Every document becomes an object, and one more of each function that writes what it makes of it.
  void write_bucket(const FlowSettings& flow, const std::string& bucket) {
    const auto sizes = shares_of(flow.common().size, small_in(bucket));
    const auto functions = functions_of(bucket);
    std::vector<std::pair<std::string, SizeShares>> results;  // buckets that functions write to
    for (const auto* const function : functions) {
      const auto& to = function->writes_to.name;
      if (find_named(origin_.s3, to) != nullptr)
        results.emplace_back(to, shares_of(flow.common().size, small_in(to)));
    }
    for (double from = 0; from < passed_; from += day) {
      const double came = expected(flow.common().uploads, from, from + day);
      buckets_[bucket].add(day_of(from), came, sizes);
      for (const auto& [to, shares] : results) buckets_[to].add(day_of(from), came, shares);
    }
    for (const auto* const function : functions) {
      auto* const table = find_to_change(s_.dynamodb, function->writes_to.name);
      const double all = expected(flow.common().uploads, 0, passed_);
      if (table != nullptr) table->items_at_start += static_cast<std::uint64_t>(std::llround(all));
      write_records(*function, flow);
    }
  }

  [[nodiscard]] std::vector<const FunctionSettings*> functions_of(const std::string& bucket) const {
    std::vector<const FunctionSettings*> functions;
    for (const auto& function : origin_.lambda) {
      const auto* const source = object_source_of(origin_, function);
      if (source != nullptr && source->bucket.name == bucket) functions.push_back(&function);
    }
    return functions;
  }

  /// Of a group that keeps records for its retention.
  void add_records(const std::string& group, double bytes_of_each,
                   const std::vector<const RequestSettings*>& requests) {
    auto* const found = find_to_change(s_.cloudwatch_logs, group);
    if (found == nullptr) return;
    const double retention = found->retention ? found->retention->count() : passed_;
    for (double from = std::max(0.0, std::floor((passed_ - retention) / day) * day); from < passed_;
         from += day) {
      double records = 0;
      for (const auto* const stream : requests) records += expected(*stream, from, from + day);
      found->before.push_back(
          {from + day - passed_, static_cast<std::uint64_t>(std::llround(records * bytes_of_each))});
    }
    std::stable_sort(found->before.begin(), found->before.end(),
                     [](const auto& a, const auto& b) { return a.ends < b.ends; });
  }
  [[nodiscard]] double bytes_of_record(const std::string& group) const {
    const auto* const found = find_named(origin_.cloudwatch_logs, group);
    if (found == nullptr) return 0;
    return SizeModel{found->record}.mean() + static_cast<double>(found->event_overhead.count());
  }
  /// An instance writes a record of every operation.
  void write_records(const FlowSettings& flow) {
    const auto& group = flow.common().logs.name;
    add_records(group, bytes_of_record(group), flow.requests());
  }
  /// A function writes Lambda's lines and its own, and a record into the group of the flow.
  void write_records(const FunctionSettings& function, const FlowSettings& flow) {
    const std::vector<const RequestSettings*> uploads{&flow.common().uploads};
    add_records(flow.common().logs.name, bytes_of_record(flow.common().logs.name), uploads);
    const auto* const group = find_named(origin_.cloudwatch_logs, function.logs.group.name);
    if (group == nullptr) return;
    double bytes = 0;
    const auto& logs = function.logs;
    for (const Bytes line : {logs.start, logs.application, logs.end, logs.report}) {
      if (line.count() > 0) bytes += static_cast<double>((line + group->event_overhead).count());
    }
    add_records(group->name, bytes, uploads);
  }

  Scenario& s_;
  const Scenario& origin_;
  double passed_;  // seconds
  std::map<std::string, BucketHistory> buckets_;
};

/// Whose documents leave first is not known there.
void refuse_shared_volumes(const Scenario& scenario, Diagnostics& diagnostics) {
  std::set<std::string> taken;
  for (const auto& flow : scenario.flows) {
    for (const auto& volume : flow.facts().volumes) {
      if (taken.insert(volume.name).second) continue;
      diagnostics.error(
          volume.where,
          fmt::format("'begin_after': volume '{}' belongs to several flows; give each one of its own",
                      volume.name));
    }
  }
}

}  // namespace

void add_stock(Scenario& scenario, const Scenario& origin, Diagnostics& diagnostics) {
  refuse_shared_volumes(scenario, diagnostics);
  StockWriter{scenario, origin}.run();
}

}  // namespace garoa
