#include "sim/scenario/site_history.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

namespace garoa {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double shortest_step = 1e-3;                       // seconds
constexpr double longest_taken = 7 * Calendar::day_seconds;  // by a snapshot

Bytes whole_bytes(double bytes) {
  return Bytes{static_cast<std::uint64_t>(std::llround(bytes))};
}

}  // namespace

/// The shares are those of many draws; the mean is exact.
SizeShares shares_of(const SizeSettings& sizes, Bytes small, double ratio) {
  constexpr std::uint64_t draws = 20000;
  const SizeModel model{sizes};
  const auto least = static_cast<double>(small.count());
  const double mean = model.mean() / ratio;
  if (std::holds_alternative<ConstantSize>(sizes))
    return mean < least ? SizeShares{1, mean, 0} : SizeShares{0, 0, mean};
  const Stream stream{1, "sizes before the run"};
  double count = 0;
  double bytes = 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    const double size = static_cast<double>(model.bytes(stream, i)) / ratio;
    if (size >= least) continue;
    count += 1;
    bytes += size;
  }
  SizeShares shares{count / draws, count > 0 ? bytes / count : 0, 0};
  const double rest = 1 - shares.small;
  if (rest <= 0) {
    shares.small_mean = mean;
  } else {
    shares.large_mean = std::max((mean - shares.small * shares.small_mean) / rest, least);
  }
  return shares;
}

SizeShares packed(const SizeShares& documents, double bytes_of_each) {
  return bytes_of_each > 0 ? SizeShares{0, 0, bytes_of_each} : documents;
}

SiteHistory::SiteHistory(const EbsSettings& volume, std::vector<const BackupSettings*> jobs, double passed,
                         Came came, const Came& all)
    : volume_{volume},
      jobs_{std::move(jobs)},
      passed_{passed},
      came_{std::move(came)},
      room_{static_cast<double>((volume_.size - volume_.data.at_start).count())},
      full_from_{never},
      initial_copied_{-passed},
      initial_leaves_{never} {
  ExpectedDocuments so_far;
  for (double begin = 0; begin <= passed_; begin += Calendar::day_seconds) {
    by_day_.push_back(so_far);
    so_far += came_(begin, begin + Calendar::day_seconds);
  }
  if (volume_.keep) {
    find_end_of_initial(*volume_.keep);
    make_periods(*volume_.keep, all ? all : came_);
  } else {
    find_end_of_space(all ? all : came_);
  }
}

/// When as much has come as there is room for, and no more.
void SiteHistory::find_end_of_space(const Came& all) {
  double bytes = 0;
  for (double begin = 0; begin <= passed_; begin += Calendar::day_seconds) {
    const auto by = [&](double time) { return bytes + all(begin, time).bytes; };
    const double day = by(begin + Calendar::day_seconds);
    if (day > room_) {
      full_from_ = begin;
      for (double step = Calendar::day_seconds / 2; step >= shortest_step; step /= 2) {
        if (by(full_from_ + step) <= room_) full_from_ += step;
      }
      return;
    }
    bytes = day;
  }
}

/// When the documents have their first copy that came last before `ends`.
double SiteHistory::last_copy_of(double ends) const {
  double first = never;
  for (const auto* const job : jobs_) {
    if (const auto tick = job->schedule->next_from(ends)) first = std::min(first, *tick);
  }
  return first;
}

void SiteHistory::each_tick(const BackupSettings& job, double from, double until,
                            const std::function<void(double)>& take) {
  for (auto tick = job.schedule->next_after(std::max(from, 0.0)); tick && *tick <= until;
       tick = job.schedule->next_after(*tick))
    take(*tick);
}

std::uint64_t SiteHistory::runs(const BackupSettings& job) const {
  std::uint64_t runs = 0;
  each_tick(job, 0, passed_, [&](double) { ++runs; });
  return runs;
}

/// As if it had come just before. What other software writes over stays.
void SiteHistory::find_end_of_initial(const KeepSettings& keep) {
  if (volume_.data.at_start.count() == 0 || volume_.data.rewritten.count() > 0) return;
  if (!jobs_.empty()) initial_copied_ = last_copy_of(0);
  const auto copied = jobs_.empty() ? std::nullopt : std::optional{initial_copied_};
  initial_leaves_ = std::max(keep.every.count(), keep.leaves(0, copied));
}

double SiteHistory::initial_gone(double time) const {
  return time < initial_leaves_ ? 0 : static_cast<double>(volume_.data.at_start.count());
}

void SiteHistory::make_periods(const KeepSettings& keep, const Came& all) {
  const double every = keep.every.count();
  std::vector<double> taken;  // bytes of all in each period
  std::size_t freed = 0;
  double free = room_;
  ExpectedDocuments came;
  std::size_t gone = 0;
  double left = 0;
  double most = 0;
  bool initial_there = true;
  for (double begin = 0; begin < passed_; begin += every) {
    const double ends = begin + every;
    if (std::exchange(initial_there, begin < initial_leaves_) && begin >= initial_leaves_)
      free += initial_gone(begin);
    for (; freed < periods_.size() && periods_[freed].leaves <= begin; ++freed) free += taken[freed];
    const double wanted = all(begin, std::min(ends, passed_)).bytes;
    const double share = wanted > free ? free / wanted : 1;
    taken.push_back(share * wanted);
    free -= taken.back();
    Period period{ends, share * came_(begin, std::min(ends, passed_)), share, -passed_, ends, {}, 0};
    if (!jobs_.empty()) period.copied = last_copy_of(ends);
    period.leaves = keep.leaves(ends, jobs_.empty() ? std::nullopt : std::optional{period.copied});
    came += period.came;
    period.came_by_end = came;
    periods_.push_back(period);
    for (; gone < periods_.size() && periods_[gone].leaves < ends; ++gone) left += periods_[gone].came.bytes;
    most = std::max(most, came.bytes - left - initial_gone(begin));
    periods_.back().most_held = most;
  }
}

/// What leaves later came later, so the periods are in this order too.
ExpectedDocuments SiteHistory::left_by(double time, bool at_it) const {
  const auto still_there = std::partition_point(periods_.begin(), periods_.end(), [&](const Period& period) {
    return period.leaves < time || (at_it && period.leaves == time);
  });
  return still_there == periods_.begin() ? ExpectedDocuments{} : std::prev(still_there)->came_by_end;
}

ExpectedDocuments SiteHistory::taken_by(double time) const {
  if (!periods_.empty()) {
    const auto open = std::partition_point(periods_.begin(), periods_.end(),
                                           [&](const Period& period) { return period.ends <= time; });
    const auto before = open == periods_.begin() ? Period{} : *std::prev(open);
    return open == periods_.end() ? before.came_by_end
                                  : before.came_by_end + open->share * came_(before.ends, time);
  }
  time = std::min(time, full_from_);
  const auto days = static_cast<std::size_t>(std::floor(time / Calendar::day_seconds));
  return by_day_[days] + came_(static_cast<double>(days) * Calendar::day_seconds, time);
}

ExpectedDocuments SiteHistory::held(double time) const {
  return taken_by(time) - left_by(time, true);
}

double SiteHistory::files(double time) const {
  return held(time).documents + (time < initial_leaves_ ? static_cast<double>(volume_.data.files) : 0);
}

double SiteHistory::most_held(double time) const {
  const double now = (taken_by(time) - left_by(time, false)).bytes - initial_gone(time);
  const auto open = std::partition_point(periods_.begin(), periods_.end(),
                                         [&](const Period& period) { return period.ends <= time; });
  return open == periods_.begin() ? now : std::max(now, std::prev(open)->most_held);
}

VolumeData SiteHistory::data() const {
  VolumeData data = volume_.data;
  const auto all = held(passed_);
  if (initial_leaves_ <= passed_) {
    data.at_start = Bytes{};
    data.files = 0;
  } else if (initial_leaves_ < never) {
    data.all_leave = true;
    data.leaving.push_back(
        {-passed_, initial_copied_ - passed_, volume_.data.files, volume_.data.at_start.count()});
  }
  data.documents = whole_bytes(all.bytes);
  data.at_start = data.at_start + data.documents;
  data.document_files = static_cast<std::uint64_t>(std::llround(all.documents));
  data.files += data.document_files;
  data.rewrite_from = Seconds{data.rewrite_from.count() - passed_};
  data.most_held = whole_bytes(most_held(passed_) + static_cast<double>(volume_.data.at_start.count()));
  data.oldest = -passed_;
  data.came = came_since(last_copy());
  for (const auto& period : periods_) {
    if (period.leaves <= passed_) {
      data.have_left = data.have_left || period.came.documents > 0;
      if (initial_leaves_ <= passed_ || volume_.data.files == 0) data.oldest = period.ends - passed_;
      continue;
    }
    data.leaving.push_back({period.ends - passed_, period.copied - passed_,
                            static_cast<std::uint64_t>(std::llround(period.came.documents)),
                            whole_bytes(period.came.bytes).count()});
  }
  return data;
}

/// By any job; the scenario's start without one.
double SiteHistory::last_copy() const {
  double last = 0;
  for (const auto* const job : jobs_) last = std::max(last, last_tick(*job));
  return last;
}

/// Sums are rounded, not hours.
std::vector<CameBefore> SiteHistory::came_since(double since) const {
  constexpr double hour = 3600;
  std::vector<CameBefore> hours;
  double sum = 0;
  std::uint64_t counted = 0;
  for (double from = since; from < passed_;) {
    const double to = std::min((std::floor(from / hour) + 1) * hour, passed_);
    sum += taken(from, to).documents;
    const auto all = static_cast<std::uint64_t>(std::llround(sum));
    if (all > counted) hours.push_back({from - passed_, to - passed_, all - counted});
    counted = all;
    from = to;
  }
  return hours;
}

double SiteHistory::last_tick(const BackupSettings& job, double until) const {
  double last = 0;
  for (double back = 3600; last == 0; back *= 2) {
    each_tick(job, until - back, until, [&](double tick) { last = tick; });
    if (back >= until) break;
  }
  return last;
}

FileAmount SiteHistory::initial_without(std::uint64_t has) const {
  const auto& data = volume_.data;
  const auto files = data.files - std::min(has, data.files);
  return {files, data.files == 0 ? 0 : data.at_start.count() / data.files * files};
}

/// The first run copies what was there at the start too. A pack is as large as it is filled.
void SiteHistory::each_copy(const BackupSettings& job, std::uint64_t has,
                            const std::function<void(const Copy&)>& take) const {
  const auto& data = volume_.data;
  const bool full = job.file_copy.mode == CopyMode::full;
  const double pack = job.file_copy.pack ? static_cast<double>(job.file_copy.pack->count()) : 0;
  const double ratio = job.file_copy.compression.pack.ratio;
  const double initial_size =
      data.files == 0 ? 0
                      : static_cast<double>(data.at_start.count()) / static_cast<double>(data.files) / ratio;
  double before = 0;
  each_tick(job, 0, passed_, [&](double tick) {
    const auto copied = full ? held(tick) : taken(before, tick);
    const double stored = copied.bytes / ratio;
    Copy copy{tick, copied.documents, 0, 0, whole_bytes(initial_size), before == 0};
    const bool there = tick < initial_leaves_;
    if (there && (before == 0 || full))
      copy.initial = static_cast<double>(initial_without(full ? 0 : has).files);
    if (pack > initial_size) {
      copy.initial *= initial_size / pack;
      copy.initial_size = whole_bytes(pack);
    }
    if (pack * copied.documents > stored) {
      copy.documents = stored / pack;
      copy.bytes_of_each = pack;
    }
    take(copy);
    before = tick;
  });
}

FileAmount SiteHistory::uncopied(const BackupSettings& job, std::uint64_t has) const {
  const double last = last_tick(job);
  const auto documents = taken(last, passed_);
  FileAmount amount{static_cast<std::uint64_t>(std::llround(documents.documents)),
                    whole_bytes(documents.bytes).count()};
  if (last == 0) {
    const auto initial = initial_without(has);
    amount.files += initial.files;
    amount.bytes += initial.bytes;
  }
  return amount;
}

std::vector<CopiedBefore> SiteHistory::copied(const BackupSettings& job, std::uint64_t has) const {
  std::vector<CopiedBefore> copied;
  const auto first = initial_leaves_ <= passed_ ? FileAmount{} : initial_without(has);
  const auto gone = left_by(passed_, true);
  FileAmount before;
  const auto add = [&](double tick) {
    if (tick <= 0) return;
    const auto documents = taken_by(tick) - gone;
    const auto all =
        first + FileAmount{static_cast<std::uint64_t>(std::llround(std::max(documents.documents, 0.0))),
                           whole_bytes(std::max(documents.bytes, 0.0)).count()};
    const auto more = all - std::exchange(before, all);
    if (more.files > 0) copied.push_back({tick - passed_, more});
  };
  if (job.file_copy.mode == CopyMode::full) {
    add(last_tick(job));
  } else {
    for (double day = Calendar::day_seconds; day <= passed_; day += Calendar::day_seconds)
      add(last_tick(job, day));
  }
  return copied;
}

double SiteHistory::reused(double from, double to) const {
  return std::max(taken(from, to).bytes - (most_held(to) - most_held(from)), 0.0);
}

double SiteHistory::rewritten(double from, double to) const {
  const auto& data = volume_.data;
  return data.rewrite_rate.count() * std::max(to - std::max(from, data.rewrite_from.count()), 0.0);
}

/// Half of the time in which a run may begin, and what the job needs for what changed since the tick before.
double SiteHistory::completed(const SnapshotSettings& snapshot, double before, double tick) const {
  const double changed = taken(before, tick).bytes + rewritten(before, tick);
  return tick + snapshot.start_spread.count() / 2 + snapshot.overhead.count() +
         changed / snapshot.rate.count();
}

/// Those whose age may not be over now, and the time until AWS deletes them.
std::deque<SiteHistory::Snapshot> SiteHistory::kept_snapshots(const BackupSettings& job) const {
  const auto& retention = job.snapshot.retention;
  std::deque<Snapshot> kept;
  const double stays = retention.age ? retention.age->count() + retention.deletion.count() : never;
  const double from = std::max(passed_ - stays - longest_taken, 0.0);
  double before = last_tick(job, from);
  each_tick(job, from, passed_, [&](double tick) {
    const Snapshot one{tick, completed(job.snapshot, std::exchange(before, tick), tick)};
    if (one.completed + stays <= passed_) return;
    kept.push_back(one);
    if (retention.count && kept.size() > *retention.count) kept.pop_front();
  });
  return kept;
}

PastSnapshots SiteHistory::snapshots(const BackupSettings& job) const {
  auto kept = kept_snapshots(job);
  if (const double last = last_tick(job); kept.empty() && job.snapshot.retention.keeps_last && last > 0)
    kept.push_back({last, last});
  PastSnapshots past;
  double before = 0;
  for (const auto& [tick, completed] : kept) {
    past.kept.push_back({std::min(completed - passed_, 0.0), whole_bytes(most_held(tick)),
                         rewritten(before, tick), whole_bytes(before == 0 ? 0 : reused(before, tick)),
                         tick - passed_});
    before = tick;
  }
  const auto uncopied = this->uncopied(job, 0);
  past.files = uncopied.files;
  past.bytes = uncopied.bytes;
  past.since = last_tick(job) - passed_;
  past.rewritten = rewritten(before, passed_);
  past.reused = whole_bytes(before == 0 ? 0 : reused(before, passed_));
  return past;
}

}  // namespace garoa
