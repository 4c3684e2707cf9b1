#include "sim/scenario/stock.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "sim/scenario/event_graph.hpp"
#include "sim/scenario/site_history.hpp"

namespace garoa {
namespace {

constexpr double day = Calendar::day_seconds;

/// Objects of a bucket by the day on which they came, before they are whole.
class BucketHistory {
 public:
  /// `renews`: their keys come again.
  void add(std::int64_t on, double objects, const SizeShares& sizes, bool renews = false) {
    auto& there = days_[on];
    there.amounts[0] += objects * sizes.small;
    there.amounts[1] += objects * sizes.small * sizes.small_mean;
    there.amounts[2] += objects * (1 - sizes.small);
    there.amounts[3] += objects * (1 - sizes.small) * sizes.large_mean;
    if (renews) there.renewed += objects;
  }

  /// Sums are rounded, not days: few objects a day are not lost.
  [[nodiscard]] std::vector<EarlierDay> days() const {
    std::vector<EarlierDay> days;
    std::array<double, 4> sum{};
    std::array<std::uint64_t, 4> told{};
    for (const auto& [on, there] : days_) {
      std::array<std::uint64_t, 4> now{};
      for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] += there.amounts[i];
        now[i] = static_cast<std::uint64_t>(std::llround(sum[i])) - told[i];
        told[i] += now[i];
      }
      days.push_back({on, now[0], now[1], now[2], now[3], there.renewed});
    }
    return days;
  }

 private:
  struct Day {
    std::array<double, 4> amounts{};
    double renewed = 0;
  };
  std::map<std::int64_t, Day> days_;
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
      : s_{scenario}, origin_{origin}, passed_{scenario.begin_after.count()}, ways_{origin} {}

  void run() {
    for (auto& bucket : s_.s3) {
      bucket.storage.earlier.days = std::llround(passed_ / day);
      bucket.storage.existing.age_days += bucket.storage.earlier.days;
    }
    for (const auto& volume : origin_.ebs) write_volume(volume);
    for (const auto& flow : origin_.flows) {
      const auto facts = flow.facts();
      if (facts.bucket.given()) write_objects(flow, facts.bucket.name);
      for (const auto* const function : functions_of(facts)) write_function(flow, *function, {});
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

  /// A flow on a volume: of so many volumes each has as many of its documents.
  struct Writer {
    const FlowSettings* flow;
    double share;
    double mean_size;
  };

  void write_volume(const EbsSettings& volume) {
    auto* const now = find_to_change(s_.ebs, volume.name);
    std::vector<Writer> writers;
    for (const auto& flow : origin_.flows) {
      const auto volumes = flow.facts().volumes;
      const bool writes = std::any_of(volumes.begin(), volumes.end(),
                                      [&](const Reference& used) { return used.name == volume.name; });
      if (writes)
        writers.push_back(
            {&flow, 1 / static_cast<double>(volumes.size()), SizeModel{flow.common().size}.mean()});
    }
    if (now == nullptr || writers.empty()) return;
    std::vector<const BackupSettings*> jobs;
    for (const auto& job : origin_.backup) {
      if (job.from.name == volume.name && job.schedule) jobs.push_back(&job);
    }
    const SiteHistory history{volume, jobs, passed_, [&](double from, double to) {
                                ExpectedDocuments all;
                                for (const auto& writer : writers) {
                                  const double count =
                                      writer.share * expected(writer.flow->common().uploads, from, to);
                                  all += {count, count * writer.mean_size};
                                }
                                return all;
                              }};
    now->data = history.data();
    for (const auto* const job : jobs) write_job(history, *job, writers);
  }

  [[nodiscard]] SizeShares shares_of_all(const std::vector<Writer>& writers, Bytes small) const {
    std::vector<std::pair<double, SizeShares>> all;
    for (const auto& writer : writers)
      all.emplace_back(writer.share * expected(writer.flow->common().uploads, 0, passed_),
                       shares_of(writer.flow->common().size, small));
    return all.size() == 1 ? all.front().second : mixed(all);
  }

  void write_job(const SiteHistory& history, const BackupSettings& job, const std::vector<Writer>& writers) {
    auto* const now = find_to_change(s_.backup, job.name);
    if (now == nullptr) return;
    if (job.method != BackupMethod::file_copy) {
      now->snapshot.past = history.snapshots(job);
      return;
    }
    now->file_copy.uncopied_at_start = history.uncopied(job);
    const auto sizes = shares_of_all(writers, small_in(job.to.name));
    for (const auto& copy : history.copies(job)) {
      buckets_[job.to.name].add(day_of(copy.time), copy.documents, packed(sizes, copy.bytes_of_each));
      if (copy.initial == 0) continue;
      const SizeShares of_initial = shares_of(ConstantSize{copy.initial_size}, small_in(job.to.name));
      buckets_[job.to.name].add(day_of(copy.time), copy.initial, of_initial);
    }
  }

  /// Every document becomes an object there; one of the same key is replaced.
  void write_objects(const FlowSettings& flow, const std::string& bucket) {
    auto* const now = find_to_change(s_.s3, bucket);
    if (now == nullptr) return;
    const auto sizes = shares_of(flow.common().size, small_in(bucket));
    const auto& distinct = flow.common().key.distinct;
    if (distinct) now->storage.earlier.keys += static_cast<double>(*distinct);
    for (double from = 0; from < passed_; from += day)
      buckets_[bucket].add(day_of(from), expected(flow.common().uploads, from, from + day), sizes,
                           distinct.has_value());
  }

  /// What it leaves of the flow's documents, and those do that it calls. `callers` came before it.
  void write_function(const FlowSettings& flow, const FunctionSettings& function,
                      std::set<const FunctionSettings*> callers) {
    if (!callers.insert(&function).second) return;
    write_objects(flow, function.writes_to.name);
    if (auto* const table = find_to_change(s_.dynamodb, function.writes_to.name))
      table->items_at_start +=
          static_cast<std::uint64_t>(std::llround(expected(flow.common().uploads, 0, passed_)));
    write_records(function, flow);
    for (const auto* const called : ways_.called_by(function)) write_function(flow, *called, callers);
  }

  /// Those that what clients send reaches, straight or through topics and queues.
  [[nodiscard]] std::vector<const FunctionSettings*> functions_of(const FlowFacts& flow) const {
    auto functions = ways_.all_told_by(flow);
    for (const auto& function : origin_.lambda) {
      const auto* const source = object_source_of(origin_, function);
      const bool of_bucket =
          source != nullptr && flow.bucket.given() && source->bucket.name == flow.bucket.name;
      if (of_bucket || (flow.function.given() && function.name == flow.function.name))
        functions.push_back(&function);
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
  EventWays ways_;
  std::map<std::string, BucketHistory> buckets_;
};

}  // namespace

void add_stock(Scenario& scenario, const Scenario& origin) {
  StockWriter{scenario, origin}.run();
}

}  // namespace garoa
