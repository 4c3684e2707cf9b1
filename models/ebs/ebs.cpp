#include "models/ebs/ebs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

/// Where files leave, what remains grows with the arrivals: chance alone shows a trend of decades.
constexpr double longest_told_trend = 5 * 365.0 * 86400;

/// Less than a day shows no trend: nights and mornings differ.
constexpr double shortest_trend = 86400;
// Where the arrivals' own course is known, so many files tell their mean size: with a deviation as large as the mean within 3 %.
constexpr std::uint64_t fewest_files = 1000;

/// When files from before the run leave, s.
double leaves_at(const LeavingFiles& files, const KeepSettings& keep) {
  return keep.leaves(files.ends, files.copied);
}

}  // namespace

EbsVolume::EbsVolume(const Run& run, EbsSettings settings, Ec2Instance& instance)
    : run_{run},
      settings_{std::move(settings)},
      instance_{instance},
      latency_stream_{run.stream(fmt::format("ebs.{}.latency", settings_.name))},
      iops_{run.simulator, settings_.iops},
      throughput_{run.simulator, settings_.throughput},
      bucket_{settings_.iops.maximum > 0         ? &iops_
              : settings_.throughput.maximum > 0 ? &throughput_
                                                 : nullptr},
      journal_{run.simulator},
      journal_held_by_{run.journal.intern(fmt::format("ebs.{}.journal", settings_.name))},
      used_{settings_.data.at_start.count()},
      touched_{std::max(used_, settings_.data.most_held.count())},
      initial_bytes_{used_},
      first_of_all_{settings_.data.at_start - settings_.data.documents},
      stored_{run, static_cast<double>(used_)},
      room_used_{run, room_used()},
      growth_{run, [this] { return static_cast<double>(used_); }},
      came_{run},
      in_progress_{run},
      latency_{run},
      operations_{run},
      bytes_{run},
      charged_{run},
      peak_operations_{run, [this] { return static_cast<double>(operations_.total()); }},
      peak_charged_{run, [this] { return static_cast<double>(charged_.total()); }},
      burst_balance_{run} {
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("ebs.{}{}", settings_.name, part));
  };
  names_ = {name(""), name(".latency"), name(".iops"), name(".throughput"), name(".journal")};
  series_ = {.balance = run.journal.intern("AWS/EBS BurstBalance"),
             .queue = run.journal.intern("AWS/EBS VolumeQueueLength"),
             .read_operations = run.journal.intern("AWS/EBS VolumeReadOps"),
             .write_operations = run.journal.intern("AWS/EBS VolumeWriteOps"),
             .read_bytes = run.journal.intern("AWS/EBS VolumeReadBytes"),
             .write_bytes = run.journal.intern("AWS/EBS VolumeWriteBytes"),
             .used = run.journal.intern("CWAgent disk_used_percent")};
  for (const auto& provision : settings_.provisions) provisions_.push_back({provision, {}});
  if (const auto& delivered = settings_.delivered) {
    const auto limit = [&](SharedResource& resource, const FairShare::Burst& provisioned) {
      const double otherwise = std::max(provisioned.base, provisioned.burst);
      return SlowStretches::Limit{resource, provisioned.base / delivered->share * delivered->slow, otherwise};
    };
    slow_stretches_.emplace(run, *delivered, limit(iops_, settings_.iops),
                            limit(throughput_, settings_.throughput), fmt::format("ebs.{}", settings_.name));
  }
  if (!settings_.from_snapshot) return;
  const auto& from = *settings_.from_snapshot;
  const auto path = fmt::format("ebs.{}", settings_.name);
  load_ = &loads_.emplace_back(run, from, path);
  if (from.first_read && from.made_before.count() == 0)
    first_read_.emplace(run, *from.first_read, from.block, *this, *load_);
}

void EbsVolume::begin(NameId flow) {
  if (first_read_) first_read_->begin(flow);
}

bool EbsVolume::reserve(std::uint64_t bytes) {
  if (settings_.size.count() - used_ < bytes) {
    if (!full_at_) full_at_ = run_.now();
    return false;
  }
  set_used(used_ + bytes);
  came_.add();
  const auto fresh = used_ - std::min(used_, touched_);
  touched_ += fresh;
  reused_ += bytes - fresh;
  return true;
}

void EbsVolume::release(std::uint64_t bytes) {
  bytes = std::min(bytes, used_);
  set_used(used_ - bytes);
  touched_ -= bytes;
}

void EbsVolume::remove(std::uint64_t bytes) {
  left_ += bytes;
  take_away(bytes);
}

void EbsVolume::take_away(std::uint64_t bytes) {
  bytes = std::min(bytes, used_);
  set_used(used_ - bytes);
  if (run_.measures()) left_measured_ += bytes;
  last_rest_ = {run_.now(), used_};
  if (!first_rest_ && run_.measures()) first_rest_ = last_rest_;
}

void EbsVolume::remove_initial(std::uint64_t files, std::uint64_t bytes) {
  auto& data = settings_.data;
  data.files -= std::min(files, data.files);
  bytes = std::min({bytes, data.at_start.count(), initial_bytes_});
  data.at_start = Bytes{data.at_start.count() - bytes};
  initial_bytes_ -= bytes;
  ++initial_left_;
  take_away(bytes);
}

void EbsVolume::set_used(std::uint64_t bytes) {
  used_ = bytes;
  stored_.set(static_cast<double>(bytes));
  room_used_.set(room_used());
}

void EbsVolume::lose() {
  lost_ = true;
  set_used(0);
  touched_ = reused_ = 0;
  holds_initial_data_ = false;
  initial_bytes_ = 0;
  load_ = nullptr;
  ++life_;
}

void EbsVolume::replace() {
  lost_ = false;
  since_ = run_.now();
  used_at_first_ = used_;
  overwritten_ = 0;
}

void EbsVolume::bring_back_initial_data(std::uint64_t bytes) {
  initial_bytes_ = bytes;
  holds_initial_data_ = bytes == settings_.data.at_start.count();
}

double EbsVolume::load(const FromSnapshot& snapshot) {
  bring_back_initial_data(settings_.data.at_start.count());
  load_ = &loads_.emplace_back(run_, snapshot, fmt::format("ebs.{}", settings_.name));
  return load_->initialized_at();
}

Task<> EbsVolume::touch(NameId flow, NameId phase, std::uint64_t bytes, Entity entity, Purpose purpose) {
  if (load_ != nullptr) co_await load_->touch(flow, phase, bytes, entity, purpose);
}

double EbsVolume::balance() {
  const double full = std::max(settings_.iops.maximum, settings_.throughput.maximum);
  return bucket_->credits() / full;
}

void EbsVolume::bill(double seconds) {
  for (auto& provision : provisions_) {
    const auto units = provision.held.take(provision.settings.level, seconds);
    if (units > 0) run_.journal.report(events::Billed{names_.self, provision.settings.meter, units});
  }
}

void EbsVolume::sample(double interval) {
  bill(interval);
  for (auto& load : loads_) load.bill();
  if (bucket_ != nullptr) {
    const double left = balance();
    burst_balance_.add(left);
    run_.journal.report(events::LevelSampled{run_.now(), names_.self, series_.balance, 100 * left, 100.0});
  }
  if (interval > 0) report_series(interval);
}

void EbsVolume::report_series(double interval) {
  const auto level = [&](NameId metric, double value) {
    run_.journal.report(events::LevelSampled{run_.now(), names_.self, metric, value});
  };
  const double queued = queue_.integral(run_.now());
  level(series_.queue, (queued - queue_at_sample_ + occupied_) / interval);
  queue_at_sample_ = queued;
  occupied_ = 0;
  level(series_.read_operations, traffic_.read_operations);
  level(series_.write_operations, traffic_.write_operations);
  level(series_.read_bytes, traffic_.read_bytes);
  level(series_.write_bytes, traffic_.write_bytes);
  traffic_ = {};
  level(series_.used, 100 * static_cast<double>(used_) / static_cast<double>(settings_.size.count()));
}

/// From the mean growth of the measured part; where files leave, of what each clearing leaves there. A loss breaks the trend.
std::optional<double> EbsVolume::growth_per_second() const {
  if (life_ > 0) return std::nullopt;
  double seconds = run_.measured_seconds();
  double growth = growth_.value();
  if (first_rest_) {
    seconds = last_rest_.time - first_rest_->time;
    growth = static_cast<double>(last_rest_.bytes) - static_cast<double>(first_rest_->bytes);
  }
  return seconds < shortest_trend ? std::nullopt : std::optional{growth / seconds};
}

/// As the scenario's arrivals go, evenly where other software writes. A loss breaks it.
std::optional<ComingBytes> EbsVolume::coming(double until) const {
  const double seconds = run_.measured_seconds();
  if (life_ > 0 || seconds < shortest_trend) return std::nullopt;
  const double came = growth_.value() + static_cast<double>(left_measured_);
  double foreseen = 0;
  for (const auto& flow : expected_) foreseen += flow(run_.warmup, run_.now());
  if (foreseen > 0) return ComingBytes{until, came / foreseen, expected_};
  return ComingBytes{until, came / seconds, {[](double from, double to) { return to - from; }}};
}

/// It leaves all at once, before any document.
double EbsVolume::first_of_all() const {
  if (settings_.data.all_leave && initial_left_ > 0) return 0;
  return static_cast<double>(std::min(first_of_all_.count(), initial_bytes_));
}

double EbsVolume::room_used() const {
  return share_of_room(static_cast<double>(used_), first_of_all(),
                       static_cast<double>(settings_.size.count()));
}

void EbsVolume::clears_out(std::function<double(double)> next_copy) {
  const auto stay = settings_.keep->longest_stay(next_copy);
  if (longest_stay_ && longest_stay_->seconds >= stay.seconds) return;
  longest_stay_ = stay;
  next_copy_ = std::move(next_copy);
}

/// Of files from before the run and of the run's own, a period's each.
std::vector<Departure> EbsVolume::departures(const ComingBytes& coming, double until) const {
  std::vector<Departure> all;
  const auto& data = settings_.data;
  for (const auto& files : data.leaving) {
    const bool first = data.all_leave && all.empty() && first_of_all_.count() > 0;
    all.push_back({leaves_at(files, *settings_.keep), static_cast<double>(files.bytes), first,
                   all.size() < initial_left_});
  }
  const double every = settings_.keep->every.count();
  auto left = static_cast<double>(left_);
  std::optional<double> copied;
  for (double ends = settings_.keep->next_clearing(0);; ends += every) {
    if (next_copy_ && (!copied || *copied <= ends)) copied = next_copy_(ends);
    const double leaves = settings_.keep->leaves(ends, copied);
    if (leaves > until) break;
    const double bytes = coming.between(ends - every, ends);
    all.push_back({leaves, bytes, false, leaves <= run_.now() && left >= bytes / 2});
    left -= bytes;
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Departure& a, const Departure& b) { return a.time < b.time; });
  return all;
}

/// Once files leave the volume as they come: what it has held at most, or what the arrivals make of it until those that stay longest have
/// left, and a week of every weekday's.
std::optional<MostHeld> EbsVolume::kept() const {
  if (!settings_.keep) return std::nullopt;
  constexpr double week = 7 * 86400.0;
  const MostHeld seen{stored_.maximum(), room_used_.maximum()};
  const double until =
      std::max(seconds_until_rest() + run_.now(), longest_stay_ ? longest_stay_->over + week : 0);
  const auto comes = until > run_.now() && std::isfinite(until) ? coming(until) : std::nullopt;
  if (!comes) return first_rest_ ? std::optional{seen} : std::nullopt;
  const Holding holding{run_.now(), static_cast<double>(used_), first_of_all(),
                        static_cast<double>(settings_.size.count())};
  const auto ahead = most_until(until, holding, departures(*comes, until), *comes);
  return MostHeld{std::max(seen.bytes, ahead.bytes), std::max(seen.room_used, ahead.room_used)};
}

/// The run's first files have left then.
double EbsVolume::seconds_until_rest() const {
  const double stay = longest_stay_ ? longest_stay_->seconds
                                    : settings_.keep->least().count() + settings_.keep->every.count();
  return stay - run_.now();
}

void EbsVolume::tell_when_full(const MetricsOf& own) const {
  if (full_at_) {
    own.add("full_at", *full_at_);
  } else if (const auto seconds = full_in()) {
    own.add("full_in", *seconds);
    run_.journal.report(events::FullExpected{run_.now(), names_.self, *seconds});
  }
}

/// From so many measured seconds.
bool EbsVolume::knows_growth(double seconds) const {
  const bool by_files = !expected_.empty() && life_ == 0 && came_.count() >= fewest_files;
  return by_files || seconds >= shortest_trend;
}

/// What the scenario's arrivals make of it, less what leaves. A volume that was lost begins anew with what came back; where files leave,
/// too few of its own are known then.
std::optional<double> EbsVolume::full_in() const {
  const bool anew = life_ > 0;
  const double since = anew ? since_ : run_.warmup;
  const auto& keep = settings_.keep;
  if (lost_ || (anew && keep) || !knows_growth(run_.now() - since)) return std::nullopt;
  const auto used = static_cast<double>(used_);
  Filling filling{.now = run_.now(),
                  .since = since,
                  .grown = anew ? used - static_cast<double>(used_at_first_) : growth_.value(),
                  .used = used,
                  .size = static_cast<double>(settings_.size.count())};
  if (!keep) return seconds_until_full(filling, expected_);
  if (!longest_stay_) return full_by_trend();
  filling.stays = longest_stay_->seconds;
  const double first = first_of_all();
  if (settings_.data.documents.count() > 0)
    filling.began = settings_.data.have_left ? -*filling.stays : settings_.data.oldest;
  filling.since = std::max(filling.now - *filling.stays, filling.began);
  filling.grown = used - first;
  const auto seconds = seconds_until_full(filling, expected_);
  const auto& data = settings_.data;
  if (!seconds || first == 0 || !data.all_leave ||
      run_.now() + *seconds <= leaves_at(data.leaving.front(), *keep))
    return seconds;
  filling.used = filling.grown;
  return seconds_until_full(filling, expected_);
}

/// Where it is not known how long files stay, the trend of what each clearing leaves there is all; what would be full only after files have
/// begun to leave never is then.
std::optional<double> EbsVolume::full_by_trend() const {
  const auto growth = growth_per_second();
  if (!growth || *growth <= 0) return std::nullopt;
  const double seconds = static_cast<double>(settings_.size.count() - used_) / *growth;
  const double told = first_rest_ ? longest_told_trend : seconds_until_rest();
  return seconds <= told ? std::optional{seconds} : std::nullopt;
}

void EbsVolume::finish(MetricSink& metrics) {
  const double seconds = run_.measured_seconds();
  const auto operations = static_cast<double>(operations_.count());
  const auto charged = static_cast<double>(charged_.count());
  const MetricsOf own{metrics, fmt::format("ebs.{}", settings_.name)};
  own.add("iops.avg", operations / seconds, operations_.count());
  own.add("throughput.avg", static_cast<double>(bytes_.count()) / seconds, operations_.count());
  own.add("utilization",
          std::max(operations / settings_.iops.base, charged / settings_.throughput.base) / seconds,
          operations_.count());
  own.add("queue_length.avg", in_progress_.average());
  own.add("queue_length.max", in_progress_.maximum());
  own.add("used_bytes.max", stored_.maximum());
  const double used_share = stored_.maximum() / static_cast<double>(settings_.size.count());
  own.add("used_share.max", used_share);
  const auto size = static_cast<double>(settings_.size.count());
  const auto most_kept = kept();
  if (first_of_all_.count() > 0) {
    own.add("data_at_start_share", static_cast<double>(first_of_all_.count()) / size);
    own.add("room_used.max", most_kept ? most_kept->room_used : room_used_.maximum());
  }
  if (most_kept) own.add("kept_share.max", most_kept->bytes / size);
  if (const auto peak = peak_operations_.rate())
    own.add("iops.peak_hour", *peak / settings_.iops.base, peak_operations_.hours());
  if (const auto peak = peak_charged_.rate())
    own.add("throughput.peak_hour", *peak / settings_.throughput.base, peak_charged_.hours());
  tell_when_full(own);
  own.add("annual_failure_rate", settings_.annual_failure_rate);
  own.add_distribution("latency", latency_.histogram());
  if (!loads_.empty()) loads_.back().finish(own);
  if (first_read_) first_read_->finish(own);
  if (bucket_ == nullptr) return;
  const auto exhausted = bucket_->exhausted_at();
  const auto& balance = burst_balance_.histogram();
  const bool exhausted_since = exhausted && *exhausted >= run_.warmup;
  own.add("burst_balance.min", exhausted_since ? 0 : balance.minimum(), balance.count());
  if (exhausted) own.add("burst_balance.exhausted_at", *exhausted);
}

}  // namespace garoa
