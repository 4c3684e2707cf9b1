#include "sim/workload/arrivals.hpp"

#include <array>
#include <cmath>

#include "sim/workload/office_hours.hpp"

namespace garoa {
namespace {

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
  PoissonProcess(PerSecond rate, Stream stream, double end)
      : gaps_{stream}, mean_gap_{1 / rate.count()}, end_{end} {}
  std::optional<Arrival> next() override {
    time_ += gaps_.next() * mean_gap_;
    if (!(time_ < end_)) return std::nullopt;
    return Arrival{time_, id_++, {}, {}, {}};
  }

 private:
  UnitGaps gaps_;
  double mean_gap_;
  double end_;
  double time_ = 0;
  std::uint64_t id_ = 0;
};

class DeterministicProcess : public ArrivalProcess {
 public:
  DeterministicProcess(PerSecond rate, double end) : rate_{rate.count()}, end_{end} {}
  std::optional<Arrival> next() override {
    // A quotient and not a sum: arrival k has no accumulated rounding.
    const double time = static_cast<double>(id_ + 1) / rate_;
    if (!(time < end_)) return std::nullopt;
    return Arrival{time, id_++, {}, {}, {}};
  }

 private:
  double rate_;
  double end_;
  std::uint64_t id_ = 0;
};

class OfficeHoursProcess : public ArrivalProcess {
 public:
  OfficeHoursProcess(const OfficeHoursArrivals& settings, Stream stream, const Calendar& calendar, double end)
      : gaps_{stream}, clock_{settings, calendar, end} {}
  std::optional<Arrival> next() override {
    const auto time = clock_.advance(gaps_.next());
    if (!time) return std::nullopt;
    return Arrival{*time, id_++, {}, {}, {}};
  }

 private:
  UnitGaps gaps_;
  OfficeHoursClock clock_;
  std::uint64_t id_ = 0;
};

class BatchProcess : public ArrivalProcess {
 public:
  BatchProcess(const BatchArrivals& settings, Stream stream, double end)
      : stream_{stream},
        mean_gap_{1 / settings.rate.count()},
        log_miss_{std::log1p(-1 / settings.size_mean)},
        end_{end} {}
  std::optional<Arrival> next() override {
    if (left_ == 0) start_batch();
    if (!(time_ < end_)) return std::nullopt;
    --left_;
    return Arrival{time_, id_++, {}, {}, {}};
  }

 private:
  void start_batch() {
    const auto [gap, size] = stream_.uniforms(Entity::nth(batch_++));
    time_ -= std::log(gap) * mean_gap_;
    // Inverse transform of P(size > n) = (1 - 1/mean)^n. A mean of 1 makes the divisor minus infinity, and
    // every size 1.
    left_ = 1 + static_cast<std::uint64_t>(std::log(size) / log_miss_);
  }

  Stream stream_;
  double mean_gap_;
  double log_miss_;
  double end_;
  double time_ = 0;
  std::uint64_t batch_ = 0;
  std::uint64_t left_ = 0;
  std::uint64_t id_ = 0;
};

class TraceProcess : public ArrivalProcess {
 public:
  TraceProcess(std::shared_ptr<const Trace> trace, double end) : trace_{std::move(trace)}, end_{end} {}
  std::optional<Arrival> next() override {
    if (row_ == trace_->size() || !(trace_->time(row_) < end_)) return std::nullopt;
    const auto row = row_++;
    return Arrival{trace_->time(row), row, trace_->bytes(row), trace_->key(row), trace_->duration(row)};
  }

 private:
  std::shared_ptr<const Trace> trace_;
  double end_;
  std::size_t row_ = 0;
};

class NoArrivals : public ArrivalProcess {
 public:
  std::optional<Arrival> next() override { return std::nullopt; }
};

struct Maker {
  Stream stream;
  const Calendar& calendar;
  double end;

  using Made = std::unique_ptr<ArrivalProcess>;
  Made operator()(const PoissonArrivals& s) const {
    if (s.rate.count() <= 0) return std::make_unique<NoArrivals>();
    return std::make_unique<PoissonProcess>(s.rate, stream, end);
  }
  Made operator()(const DeterministicArrivals& s) const {
    if (s.rate.count() <= 0) return std::make_unique<NoArrivals>();
    return std::make_unique<DeterministicProcess>(s.rate, end);
  }
  Made operator()(const OfficeHoursArrivals& s) const {
    if (s.mean.count() <= 0) return std::make_unique<NoArrivals>();
    return std::make_unique<OfficeHoursProcess>(s, stream, calendar, end);
  }
  Made operator()(const BatchArrivals& s) const {
    if (s.rate.count() <= 0) return std::make_unique<NoArrivals>();
    return std::make_unique<BatchProcess>(s, stream, end);
  }
  Made operator()(const TraceArrivals& s) const {
    if (!s.trace) return std::make_unique<NoArrivals>();
    return std::make_unique<TraceProcess>(s.trace, end);
  }
};

struct MeanRate {
  double end;

  double operator()(const PoissonArrivals& s) const { return s.rate.count(); }
  double operator()(const DeterministicArrivals& s) const { return s.rate.count(); }
  double operator()(const OfficeHoursArrivals& s) const { return s.mean.count(); }
  double operator()(const BatchArrivals& s) const { return s.rate.count() * s.size_mean; }
  double operator()(const TraceArrivals& s) const {
    std::size_t rows = 0;
    while (s.trace && rows < s.trace->size() && s.trace->time(rows) < end) ++rows;
    return end > 0 ? static_cast<double>(rows) / end : 0;
  }
};

}  // namespace

std::unique_ptr<ArrivalProcess> make_arrivals(const ArrivalSettings& settings, Stream stream,
                                              const Calendar& calendar, double end) {
  return std::visit(Maker{stream, calendar, end}, settings);
}

double mean_rate(const ArrivalSettings& settings, double end) {
  return std::visit(MeanRate{end}, settings);
}

}  // namespace garoa
