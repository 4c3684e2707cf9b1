#include "sim/scenario/declared_work.hpp"

#include <algorithm>

namespace garoa {
namespace {

constexpr double hour = 3600;

/// Documents a second in the run's busiest hour: a trace has its own, and growth, ends of months and holidays make some.
double busiest_hour(const Scenario& scenario, const RequestSettings& requests) {
  const double run = scenario.duration.count();
  const double end = requests.end(run);
  const auto* const trace = std::get_if<TraceArrivals>(&requests.arrivals);
  const auto before = [&](double time) {
    return trace->load * static_cast<double>(trace->trace->rows_before(time - requests.begin()));
  };
  double most = 0;
  for (double from = requests.begin(); from < end; from += hour) {
    const double begin = std::max(requests.begin(), std::min(from, end - hour));
    const double to = std::min(begin + hour, end);
    const double came = trace != nullptr ? before(to) - before(begin)
                                         : expected_arrivals(requests, *scenario.calendar, begin, to, run);
    most = std::max(most, came / (to - begin));
  }
  return most;
}

/// Documents a second at the busiest hour of a day.
double peak_rate(const Scenario& scenario, const RequestSettings& requests) {
  const auto& arrivals = requests.arrivals;
  double rate = mean_rate(arrivals, scenario.duration.count());
  if (const auto* const office = std::get_if<OfficeHoursArrivals>(&arrivals))
    rate = office->mean.count() * std::max({1.0, office->peak_factor, office->weekend_factor});
  const auto* const trace = std::get_if<TraceArrivals>(&arrivals);
  const bool varies = requests.change.any() || (trace != nullptr && trace->trace);
  return varies ? std::max(rate, busiest_hour(scenario, requests)) : rate;
}

double seconds_of(const FunctionSettings& function, double bytes) {
  const double work = function.work_per_document.count() + function.work_per_mb.count() * bytes / 1e6;
  return function.runtime.cpu.time(work, function.work_threads, function.work_serial);
}

/// Of a thousand documents, the longest but ten.
double p99_of(const Scenario& scenario, const FunctionSettings& function, const FlowSettings& flow) {
  constexpr std::uint64_t looked_at = 1000;
  const SizeModel sizes{flow.common().size};
  const Stream stream{scenario.seed, "flows." + flow.common().name + ".size"};
  std::vector<double> seconds;
  for (std::uint64_t id = 0; id < looked_at; ++id)
    seconds.push_back(seconds_of(function, static_cast<double>(sizes.bytes(stream, id))));
  std::nth_element(seconds.begin(), seconds.end() - 11, seconds.end());
  return *(seconds.end() - 11);
}

}  // namespace

std::optional<DeclaredWork> declared_work(const Scenario& scenario, const FunctionSettings& function,
                                          const std::vector<const FlowSettings*>& flows) {
  const bool none = function.work_per_document.count() == 0 && function.work_per_mb.count() == 0;
  if (flows.empty() || (none && !function.duration)) return std::nullopt;
  DeclaredWork work;
  double all = 0;
  for (const auto* const flow : flows) {
    const double rate = peak_rate(scenario, flow->common().uploads);
    all += rate;
    if (function.duration) {
      work.p99_s = function.duration->warm.quantile(0.99);
      work.busy_at_peak += rate * function.duration->warm.mean();
    } else {
      work.p99_s = std::max(work.p99_s, p99_of(scenario, function, *flow));
      work.busy_at_peak += rate * seconds_of(function, SizeModel{flow->common().size}.mean());
    }
  }
  if (all > 0) work.mean_s = work.busy_at_peak / all;
  return work;
}

}  // namespace garoa
