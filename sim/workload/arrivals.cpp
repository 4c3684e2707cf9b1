#include "sim/workload/arrivals.hpp"

#include <array>
#include <cmath>

#include "sim/workload/rate_clock.hpp"

namespace garoa {
namespace {

constexpr Purpose copies_of_row{"copies of a row"};

/// Exponential gaps of mean 1 in their order. One block of random words serves two.
class UnitGaps {
 public:
  explicit UnitGaps(Stream stream) : stream_{stream} {}
  double next() {
    if ((index_ & 1U) == 0) pair_ = stream_.uniforms(Entity::nth(index_ >> 1));
    return -std::log(pair_[index_++ & 1U]);
  }

 private:
  Stream stream_;
  std::uint64_t index_ = 0;
  std::array<double, 2> pair_{};
};

class PoissonProcess : public ArrivalProcess {
 public:
  PoissonProcess(PerSecond rate, Stream stream, double begin, double end)
      : gaps_{stream}, mean_gap_{1 / rate.count()}, end_{end}, time_{begin} {}
  std::optional<Arrival> next() override {
    time_ += gaps_.next() * mean_gap_;
    if (!(time_ < end_)) return std::nullopt;
    return Arrival{time_, id_++, {}, {}, {}};
  }

 private:
  UnitGaps gaps_;
  double mean_gap_;
  double end_;
  double time_;
  std::uint64_t id_ = 0;
};

class DeterministicProcess : public ArrivalProcess {
 public:
  DeterministicProcess(PerSecond rate, double begin, double end)
      : rate_{rate.count()}, begin_{begin}, end_{end} {}
  std::optional<Arrival> next() override {
    // A quotient and not a sum: arrival k has no accumulated rounding.
    const double time = begin_ + static_cast<double>(id_ + 1) / rate_;
    if (!(time < end_)) return std::nullopt;
    return Arrival{time, id_++, {}, {}, {}};
  }

 private:
  double rate_;
  double begin_;
  double end_;
  std::uint64_t id_ = 0;
};

/// Equal gaps of expected arrivals.
class UnitSteps {
 public:
  [[nodiscard]] static double next() { return 1; }
};

/// Arrivals whose rate changes; `Gaps` are those of mean 1.
template <class Gaps>
class ClockedProcess : public ArrivalProcess {
 public:
  ClockedProcess(Gaps gaps, RateClock clock) : gaps_{std::move(gaps)}, clock_{std::move(clock)} {}
  std::optional<Arrival> next() override {
    const auto time = clock_.advance(gaps_.next());
    if (!time) return std::nullopt;
    return std::optional<Arrival>{std::in_place, *time, id_++};
  }

 private:
  Gaps gaps_;
  RateClock clock_;
  std::uint64_t id_ = 0;
};

class BatchProcess : public ArrivalProcess {
 public:
  /// With a `clock` that tells when batches come, else at the settings' rate.
  BatchProcess(const BatchArrivals& settings, Stream stream, double begin, double end,
               std::unique_ptr<RateClock> clock)
      : stream_{stream},
        clock_{std::move(clock)},
        mean_gap_{1 / settings.rate.count()},
        log_miss_{std::log1p(-1 / settings.size_mean)},
        end_{end},
        time_{begin} {}
  std::optional<Arrival> next() override {
    if (left_ == 0) start_batch();
    if (!(time_ < end_)) return std::nullopt;
    --left_;
    return Arrival{time_, id_++, {}, {}, {}};
  }

 private:
  void start_batch() {
    const auto [gap, size] = stream_.uniforms(Entity::nth(batch_++));
    if (clock_) {
      time_ = clock_->advance(-std::log(gap)).value_or(end_);
    } else {
      time_ -= std::log(gap) * mean_gap_;
    }
    // Inverse transform of P(size > n) = (1 - 1/mean)^n. A mean of 1 makes the divisor minus infinity, and
    // every size 1.
    left_ = 1 + static_cast<std::uint64_t>(std::log(size) / log_miss_);
  }

  Stream stream_;
  std::unique_ptr<RateClock> clock_;  // null: none
  double mean_gap_;
  double log_miss_;
  double end_;
  double time_;
  std::uint64_t batch_ = 0;
  std::uint64_t left_ = 0;
  std::uint64_t id_ = 0;
};

class TraceProcess : public ArrivalProcess {
 public:
  TraceProcess(const TraceArrivals& settings, Stream stream, double begin, double end)
      : trace_{settings.trace}, load_{settings.load}, stream_{stream}, begin_{begin}, end_{end} {
    count_copies();
  }
  std::optional<Arrival> next() override {
    while (row_ < trace_->size() && copy_ == copies_) {
      ++row_;
      count_copies();
    }
    if (row_ == trace_->size()) return std::nullopt;
    const double time = begin_ + time_of(copy_++);
    if (!(time < end_)) return std::nullopt;
    auto key = trace_->key(row_);
    if (key) key->copied = copies_ > 1;
    return Arrival{time, id_++, trace_->bytes(row_), key, trace_->duration(row_)};
  }

 private:
  void count_copies() {
    const double luck = load_ == 1 ? 0 : stream_.uniform(Entity::nth(row_), copies_of_row);
    copies_ = static_cast<std::uint64_t>(load_ + luck);
    copy_ = 0;
  }
  [[nodiscard]] double time_of(std::uint64_t copy) const {
    const double time = trace_->time(row_);
    const double gap = row_ + 1 < trace_->size() ? trace_->time(row_ + 1) - time : 0;
    return time + gap * static_cast<double>(copy) / static_cast<double>(copies_);
  }

  std::shared_ptr<const Trace> trace_;
  double load_;
  Stream stream_;
  double begin_;
  double end_;
  std::size_t row_ = 0;
  std::uint64_t copies_ = 0;  // of this row
  std::uint64_t copy_ = 0;
  std::uint64_t id_ = 0;
};

class NoArrivals : public ArrivalProcess {
 public:
  std::optional<Arrival> next() override { return std::nullopt; }
};

struct Maker {
  Stream stream;
  const Calendar& calendar;
  double begin;
  double end;
  const RateChange& change;

  using Made = std::unique_ptr<ArrivalProcess>;
  template <class Settings>
  [[nodiscard]] RateClock clock(const Settings& settings) const {
    return RateClock{settings, change, calendar, begin, end};
  }
  template <class Gaps, class Settings>
  [[nodiscard]] Made clocked(Gaps gaps, const Settings& settings) const {
    return std::make_unique<ClockedProcess<Gaps>>(std::move(gaps), clock(settings));
  }

  Made operator()(const PoissonArrivals& s) const {
    if (s.rate.count() <= 0) return std::make_unique<NoArrivals>();
    if (change.any()) return clocked(UnitGaps{stream}, s.rate);
    return std::make_unique<PoissonProcess>(s.rate, stream, begin, end);
  }
  Made operator()(const DeterministicArrivals& s) const {
    if (s.rate.count() <= 0) return std::make_unique<NoArrivals>();
    if (change.any()) return clocked(UnitSteps{}, s.rate);
    return std::make_unique<DeterministicProcess>(s.rate, begin, end);
  }
  Made operator()(const OfficeHoursArrivals& s) const {
    if (s.mean.count() <= 0) return std::make_unique<NoArrivals>();
    return clocked(UnitGaps{stream}, s);
  }
  Made operator()(const BatchArrivals& s) const {
    if (s.rate.count() <= 0) return std::make_unique<NoArrivals>();
    auto changing = change.any() ? std::make_unique<RateClock>(clock(s.rate)) : nullptr;
    return std::make_unique<BatchProcess>(s, stream, begin, end, std::move(changing));
  }
  Made operator()(const TraceArrivals& s) const {
    if (!s.trace) return std::make_unique<NoArrivals>();
    return std::make_unique<TraceProcess>(s, stream, begin, end);
  }
};

struct AtLoad {
  double load;

  void operator()(PoissonArrivals& s) const { s.rate = PerSecond{s.rate.count() * load}; }
  void operator()(DeterministicArrivals& s) const { s.rate = PerSecond{s.rate.count() * load}; }
  void operator()(OfficeHoursArrivals& s) const { s.mean = PerSecond{s.mean.count() * load}; }
  void operator()(BatchArrivals& s) const { s.rate = PerSecond{s.rate.count() * load}; }
  void operator()(TraceArrivals& s) const { s.load *= load; }
};

struct MeanRate {
  double end;

  double operator()(const PoissonArrivals& s) const { return s.rate.count(); }
  double operator()(const DeterministicArrivals& s) const { return s.rate.count(); }
  double operator()(const OfficeHoursArrivals& s) const { return s.mean.count(); }
  double operator()(const BatchArrivals& s) const { return s.rate.count() * s.size_mean; }
  double operator()(const TraceArrivals& s) const {
    if (!s.trace || end <= 0) return 0;
    return s.load * static_cast<double>(s.trace->rows_before(end)) / end;
  }
};

}  // namespace

ArrivalSettings at_load(ArrivalSettings settings, double load) {
  std::visit(AtLoad{load}, settings);
  return settings;
}

std::unique_ptr<ArrivalProcess> make_arrivals(const ArrivalSettings& settings, Stream stream,
                                              const Calendar& calendar, double end, double begin,
                                              const RateChange& change) {
  return std::visit(Maker{stream, calendar, begin, end, change}, settings);
}

double mean_rate(const ArrivalSettings& settings, double end) {
  return std::visit(MeanRate{end}, settings);
}

}  // namespace garoa
