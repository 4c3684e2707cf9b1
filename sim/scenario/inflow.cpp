#include "sim/scenario/inflow.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "sim/scenario/resource_flows.hpp"
#include "sim/workload/request_clock.hpp"

namespace garoa {
namespace {

/// What an upload of the flow brings to each of its volumes.
ExpectedDocuments of_each(const FlowSettings& flow, const FlowFacts& facts) {
  return 1 / static_cast<double>(facts.volumes.size()) *
         ExpectedDocuments{1, SizeModel{flow.common().size}.mean()};
}

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

/// How a function's attempts at an event end that fail by themselves.
struct Attempts {
  /// `queue` that its events come from; null: they come by themselves.
  Attempts(const FunctionSettings& function, const QueueSettings* queue, bool waited_for) {
    constexpr double until_they_are_old =
        1000;  // a message without a dead-letter queue comes again and again
    double most = waited_for ? 1 : 1 + function.async.retries;
    if (queue != nullptr) most = queue->max_receives.value_or(until_they_are_old);
    const double all_fail = std::pow(function.error_rate, most);
    succeed = 1 - all_fail;
    mean = function.error_rate < 1 ? succeed / (1 - function.error_rate) : most;
  }
  double succeed = 1;  // share of the events
  double mean = 1;     // attempts for each
};

/// How a flow's documents come to a function.
struct WayToFunction {
  std::string from;  // the bucket whose objects have the flow's keys, if there is one
  double done = 1;   // share that functions before it work on
  std::vector<const ObjectTrigger*> filters = {};  // of those keys, on the way
  std::set<const FunctionSettings*> callers = {};

  /// Its filter takes some of the objects.
  void pass(const ObjectTrigger* source) {
    if (source != nullptr && source->bucket.name == from) filters.push_back(source);
  }
  /// Results that are renamed all have names that the next filter takes.
  void leave(const FunctionSettings& function, double of_all) {
    from = function.renames ? std::string{} : function.writes_to.name;
    if (!function.renames) return;
    filters.clear();
    done = of_all;
  }
};

class InflowWriter {
 public:
  InflowWriter(const Scenario& origin, double until, WithinDay within, const std::vector<double>& cuts)
      : s_{origin}, until_{until}, within_{within}, cuts_{cuts}, ways_{origin} {}

  Inflow run() {
    for (const auto& flow : s_.flows) {
      const auto facts = flow.facts();
      for (const auto& volume : facts.volumes) add_copies(flow, volume.name, facts);
      if (facts.bucket.given()) add_objects(flow, facts.bucket.name);
      for (const auto* const function : functions_reached(s_, ways_, facts))
        add_function(flow, *function, {facts.bucket.name});
      if (!facts.volumes.empty()) add_records(flow);
    }
    for (const auto& [name, history] : buckets_) inflow_.buckets[name] = history.days();
    return std::move(inflow_);
  }

 private:
  [[nodiscard]] double expected(const RequestSettings& requests, double from, double to) {
    return arrivals_.try_emplace(&requests, requests, s_, until_ + stock_day, within_)
        .first->second.between(from, to);
  }
  [[nodiscard]] const SizeShares& sizes_of(const FlowSettings& flow, const std::string& bucket) {
    const auto* const found = find_named(s_.s3, bucket);
    const Bytes small = found == nullptr ? Bytes{} : found->storage.small;
    const auto [place, is_new] = sizes_.try_emplace({&flow, small.count()});
    if (is_new) place->second = shares_of(flow.common().size, small);
    return place->second;
  }
  [[nodiscard]] static std::int64_t day_of(double time) {
    return static_cast<std::int64_t>(std::floor(time / stock_day));
  }

  void add_copies(const FlowSettings& flow, const std::string& volume_name, const FlowFacts& facts) {
    const auto* const volume = find_named(s_.ebs, volume_name);
    if (volume == nullptr) return;
    const auto each = of_each(flow, facts);
    const auto& uploads = flow.common().uploads;
    const bool first = first_of_volume_.insert(volume_name).second;
    const auto jobs = jobs_of(s_, volume_name);
    const auto& all =
        volumes_.try_emplace(volume_name, s_, volume_name, until_ + stock_day, within_).first->second;
    const SiteHistory history{*volume, jobs, until_,
                              [&](double from, double to) { return expected(uploads, from, to) * each; },
                              [&](double from, double to) { return all.between(from, to); }};
    for (const auto* const job : jobs) {
      const auto* const to = find_named(s_.s3, job->to.name);
      if (job->method != BackupMethod::file_copy || to == nullptr) continue;
      const double ratio = job->file_copy.compression.pack.ratio;
      const auto sizes =
          ratio > 1 ? shares_of(flow.common().size, to->storage.small, ratio) : sizes_of(flow, job->to.name);
      auto& bucket = buckets_[job->to.name];
      const double mean = SizeModel{flow.common().size}.mean() / ratio;
      history.each_copy(*job, to->storage.existing.objects, [&](const SiteHistory::Copy& copy) {
        bucket.add(day_of(copy.time), copy.documents, packed(sizes, copy.bytes_of_each));
        const bool initial = copy.initial > 0 && first;
        if (initial) {
          bucket.add(day_of(copy.time), copy.initial,
                     shares_of(ConstantSize{copy.initial_size}, to->storage.small));
        }
        add_copied(*job, copy, initial && !copy.is_first, mean, inflow_.copied[job->to.name]);
      });
    }
  }

  void add_copied(const BackupSettings& job, const SiteHistory::Copy& copy, bool initial, double mean,
                  std::vector<CopiedFrom>& all) const {
    const bool goes_on = !copy.is_first && std::upper_bound(cuts_.begin(), cuts_.end(), all.back().time) ==
                                               std::upper_bound(cuts_.begin(), cuts_.end(), copy.time);
    if (!goes_on) all.push_back({copy.time, &job});
    auto& copied = all.back();
    double objects = copy.documents;
    copied.bytes += copy.documents * (copy.bytes_of_each > 0 ? copy.bytes_of_each : mean);
    if (initial) {
      objects += copy.initial;
      copied.bytes += copy.initial * static_cast<double>(copy.initial_size.count());
    }
    copied.runs += 1;
    copied.objects += objects;
    copied.time_of_day += objects * std::fmod(copy.time, stock_day);
  }

  /// So many of its documents become objects there; one of the same key is replaced.
  void add_objects(const FlowSettings& flow, const std::string& bucket, double share = 1) {
    if (find_named(s_.s3, bucket) == nullptr) return;
    const auto& distinct = flow.common().key.distinct;
    if (distinct) inflow_.keys[bucket] += static_cast<double>(*distinct);
    for (double from = 0; from < until_; from += stock_day)
      buckets_[bucket].add(day_of(from), share * expected(flow.common().uploads, from, from + stock_day),
                           sizes_of(flow, bucket), distinct.has_value());
  }

  /// What it leaves of the flow's documents, and those do that it calls.
  void add_function(const FlowSettings& flow, const FunctionSettings& function, WayToFunction way) {
    if (!way.callers.insert(&function).second) return;
    inflow_.functions.insert(function.name);
    way.pass(object_source_of(s_, function));
    const double reach = way.done * keys_taken_by({&flow}, way.filters, FiltersMatch::all).share();
    const auto facts = flow.facts();
    const Attempts attempts{function, find_named(s_.sqs, function.trigger.queue.name),
                            facts.function.name == function.name && facts.waits_for_function};
    way.done *= attempts.succeed;
    const double done = reach * attempts.succeed;
    add_objects(flow, function.writes_to.name, done);
    add_items(flow, function.writes_to.name, done);
    if (function.idempotency == Idempotency::dedup_table) {
      const auto& noted_in = function.dedup_table.given() ? function.dedup_table : function.writes_to;
      add_items(flow, noted_in.name, done);
    }
    add_records(function, flow, reach * attempts.mean);
    way.leave(function, done);
    for (const auto* const called : ways_.called_by(function)) add_function(flow, *called, way);
  }

  void add_items(const FlowSettings& flow, const std::string& table, double share) {
    if (find_named(s_.dynamodb, table) == nullptr) return;
    for (double from = 0; from < until_; from += stock_day)
      add(inflow_.items[table], day_of(from),
          share * expected(flow.common().uploads, from, from + stock_day));
  }

  static void add(std::vector<double>& days, std::int64_t on, double amount) {
    const auto index = static_cast<std::size_t>(on);
    if (days.size() <= index) days.resize(index + 1);
    days[index] += amount;
  }

  void add_records(const std::string& group, double bytes_of_each,
                   const std::vector<const RequestSettings*>& requests) {
    if (find_named(s_.cloudwatch_logs, group) == nullptr) return;
    auto& days = inflow_.records[group];
    for (double from = 0; from < until_; from += stock_day) {
      for (const auto* const stream : requests)
        add(days, day_of(from), expected(*stream, from, from + stock_day) * bytes_of_each);
    }
  }
  [[nodiscard]] double bytes_of_record(const std::string& group) const {
    const auto* const found = find_named(s_.cloudwatch_logs, group);
    if (found == nullptr) return 0;
    return SizeModel{found->record}.mean() + static_cast<double>(found->event_overhead.count());
  }
  /// An instance writes a record of every operation.
  void add_records(const FlowSettings& flow) {
    const auto& group = flow.common().logs.name;
    add_records(group, bytes_of_record(group), flow.requests());
  }
  /// A function writes Lambda's lines and its own, and a record into the group of the flow, so often for each document.
  void add_records(const FunctionSettings& function, const FlowSettings& flow, double often) {
    const std::vector<const RequestSettings*> uploads{&flow.common().uploads};
    add_records(flow.common().logs.name, often * bytes_of_record(flow.common().logs.name), uploads);
    const auto* const group = find_named(s_.cloudwatch_logs, function.logs.group.name);
    if (group == nullptr) return;
    double bytes = 0;
    const auto& logs = function.logs;
    for (const Bytes line : {logs.start, logs.application, logs.end, logs.report}) {
      if (line.count() > 0) bytes += static_cast<double>((line + group->event_overhead).count());
    }
    add_records(group->name, often * bytes, uploads);
  }

  const Scenario& s_;
  double until_;
  WithinDay within_;
  const std::vector<double>& cuts_;
  EventWays ways_;
  Inflow inflow_;
  std::map<std::string, BucketHistory> buckets_;
  std::set<std::string> first_of_volume_;
  std::map<const RequestSettings*, ExpectedArrivals> arrivals_;
  std::map<std::string, VolumeArrivals> volumes_;
  std::map<std::pair<const FlowSettings*, std::uint64_t>, SizeShares> sizes_;
};

}  // namespace

ExpectedArrivals::ExpectedArrivals(const RequestSettings& requests, const Scenario& origin, double until,
                                   WithinDay within)
    : requests_{&requests}, origin_{&origin} {
  if (within == WithinDay::as_they_come) return;
  const auto days = static_cast<std::size_t>(std::ceil(until / stock_day)) + 1;
  const double end = static_cast<double>(days) * stock_day;
  auto clock = request_clock(requests, *origin.calendar, 0, end, origin.duration.count());
  double sum = 0;
  for (std::size_t i = 1; i <= days; ++i) {
    sum += clock.pass(static_cast<double>(i) * stock_day);
    until_day_.push_back(sum);
  }
}

double ExpectedArrivals::until(double time) const {
  const double days = time / stock_day;
  const auto whole = std::min(static_cast<std::size_t>(days), until_day_.size() - 1);
  const double before = whole == 0 ? 0 : until_day_[whole - 1];
  return before + (until_day_[whole] - before) * std::min(days - static_cast<double>(whole), 1.0);
}

double ExpectedArrivals::between(double from, double to) const {
  if (!until_day_.empty()) return until(to) - until(from);
  return expected_arrivals(*requests_, *origin_->calendar, from, to, origin_->duration.count());
}

VolumeArrivals::VolumeArrivals(const Scenario& origin, const std::string& volume, double until,
                               WithinDay within) {
  for (const auto& flow : origin.flows) {
    const auto facts = flow.facts();
    const auto& volumes = facts.volumes;
    if (std::none_of(volumes.begin(), volumes.end(),
                     [&](const Reference& one) { return one.name == volume; }))
      continue;
    sources_.push_back({{flow.common().uploads, origin, until, within}, of_each(flow, facts)});
  }
}

ExpectedDocuments VolumeArrivals::between(double from, double to) const {
  ExpectedDocuments sum;
  for (const auto& source : sources_) sum += source.arrivals.between(from, to) * source.each;
  return sum;
}

std::vector<const BackupSettings*> jobs_of(const Scenario& origin, const std::string& volume) {
  std::vector<const BackupSettings*> jobs;
  for (const auto& job : origin.backup) {
    if (job.from.name == volume && job.schedule) jobs.push_back(&job);
  }
  return jobs;
}

Inflow inflow_of(const Scenario& origin, double until, WithinDay within, const std::vector<double>& cuts) {
  return InflowWriter{origin, until, within, cuts}.run();
}

}  // namespace garoa
