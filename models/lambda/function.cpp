#include "models/lambda/function.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace garoa {

Function::Function(const Run& run, FunctionSettings settings, LambdaAccount& account)
    : run_{run},
      settings_{std::move(settings)},
      concurrency_{account, settings_.concurrency},
      environments_{
          run, fmt::format("lambda.{}", settings_.name), settings_.environments,
          EnvironmentState{NetworkBucket{settings_.network.limits}, NetworkBucket{settings_.network.limits}},
          [this] { report_concurrency(); }},
      provisioned_{run,
                   fmt::format("lambda.{}", settings_.name),
                   settings_.concurrency.provisioned,
                   settings_.runtime,
                   settings_.cold_start,
                   environments_,
                   [this] { report_concurrency(); }},
      package_cache_{settings_.cold_start.package},
      init_stream_{run.stream(fmt::format("lambda.{}.init", settings_.name))},
      work_stream_{run.stream(fmt::format("lambda.{}.work", settings_.name))},
      error_stream_{run.stream(fmt::format("lambda.{}.error", settings_.name))},
      bill_{settings_.billing, settings_.runtime, settings_.space, settings_.cold_start.snap_start} {
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("lambda.{}{}", settings_.name, part));
  };
  when_measuring(run, [this] { concurrency_.begin_measuring(); });
  names_ = {name(""),         name(".init"),      name(".work"),   name(".concurrency"), name(".retry"),
            name(".network"), name(".first_run"), name(".memory"), name(".reads"),       name(".requests")};
}

void Function::report_throttled(const Document& document, Reason reason) {
  run_.journal.report(events::Throttled{run_.now(), names_.self, document, reason});
}

bool Function::accept_request(const Document& document, bool waits_for_answer) {
  if (concurrency_.accept_request(run_.now(), waits_for_answer)) return true;
  report_throttled(document, Reason::request_rate);
  return false;
}

std::optional<Function::Invocation> Function::try_start(const Document& document) {
  const bool provisioned = environments_.provisioned_idle();
  if (!concurrency_.take(provisioned)) {
    report_throttled(document, Reason::concurrency);
    return std::nullopt;
  }
  const auto idle = environments_.take_idle();
  if (!idle && !concurrency_.grow(run_.now())) {
    concurrency_.give_back(provisioned);
    report_throttled(document, Reason::scaling);
    return std::nullopt;
  }
  const auto invocation = idle ? start_warm(*idle) : start_cold();
  provisioned_.started(provisioned);
  report_concurrency();
  return invocation;
}

Function::Invocation Function::start_cold() {
  const auto slot = environments_.create();
  if (init_is_measured()) return {slot, true, 0, 0, 0, 0};
  if (settings_.cold_start.snap_start) {
    bill_.add_restore();
    if (settings_.cold_start.connects)
      environments_.state(slot).connections = KeptConnections::lost_with_restore();
  }
  const auto start = draw_cold_start(settings_.cold_start, init_stream_, environments_.entity(slot),
                                     package_cache_.read(run_.now()));
  return {slot,         true,           start.before_init + start.init,
          start.init,   start.repeated, settings_.cold_start.first_run.count(),
          start.restore};
}

Function::Invocation Function::start_warm(EnvironmentPool::Slot slot) {
  Invocation invocation{slot, false, 0, 0, 0, 0};
  if (!environments_.runtime_killed(slot) || init_is_measured()) return invocation;
  environments_.set_runtime_killed(slot, false);
  invocation.repeated_init =
      draw_repeated_init(settings_.cold_start, init_stream_, environments_.entity(slot));
  invocation.first_run = settings_.cold_start.first_run.count();
  return invocation;
}

void Function::end(const Invocation& invocation, const Ending& ending) {
  const bool provisioned = environments_.is_provisioned(invocation.slot);
  concurrency_.give_back(provisioned);
  const bool killed = events::kills_runtime(ending.outcome);
  environments_.set_runtime_killed(invocation.slot, killed);
  auto& state = environments_.state(invocation.slot);
  state.connections.rest(run_.now());
  if (killed) {
    state.has_called = false;
    state.connections = {};
  }
  const double left =
      settings_.space.tmp_factor * settings_.space.tmp_left * static_cast<double>(ending.bytes);
  if (left > 0) state.tmp_bytes += left;
  environments_.release(invocation.slot);
  const auto& snap_start = settings_.cold_start.snap_start;
  const double restored = snap_start ? snap_start->billed_share * invocation.restore : 0;
  const auto billed =
      bill_.add(ending.flow, ending.duration + restored, invocation.init, provisioned, ending.one_off);
  if (provisioned) provisioned_.ended(ending.flow, billed, ending.one_off);
  report_concurrency();
  concurrency_.tell_release();
}

std::optional<double> Function::measured_duration(const Document& document, bool cold) const {
  if (!settings_.duration) return std::nullopt;
  const auto& measured =
      cold && settings_.duration->cold ? *settings_.duration->cold : settings_.duration->warm;
  return measured.quantile(work_stream_.uniform(document.entity()));
}

Function::Luck Function::luck_of(const Document& document) const {
  const auto [work, slices] = work_stream_.uniforms(document.entity());
  return {work, slices};
}

void Function::meet_slices(const Invocation& invocation, double luck) {
  auto& slices = environments_.state(invocation.slot).slices;
  const double period = settings_.sdk.period.count();
  if (!slices.goes_on(run_.now(), period)) slices.begin(run_.now() - luck * period);
}

double Function::call_time(const Invocation& invocation, const Calls& calls) {
  const auto& sdk = settings_.sdk;
  auto& state = environments_.state(invocation.slot);
  const double first = std::exchange(state.has_called, true) ? 0 : sdk.first.count();
  const bool closed = sdk.lost && state.connections.ask(calls.peer, calls.now, *sdk.lost);
  const auto& cpu = settings_.runtime.cpu;
  const auto served = [&](double at, double work, double threads) {
    return state.slices.serve(at, work / cpu.vcpu_speed, cpu.share(threads), sdk.period.count());
  };
  double made = first > 0 ? served(calls.now, first, sdk.first_threads) : 0;
  if (closed) {
    made += sdk.lost->set_up.count();
    made += served(calls.now + made, sdk.lost->cpu.count(), 1);
  }
  return made + served(calls.now + made, calls.requests * sdk.request.count(), 1);
}

double Function::usual_call_time(std::uint32_t calls) const {
  const auto& cpu = settings_.runtime.cpu;
  const double work = calls * settings_.sdk.request.count() / cpu.vcpu_speed;
  return CpuSlices::mean(work, cpu.share(1), settings_.sdk.period.count());
}

double Function::usual_time_of_line(double bytes, BytesPerSecond per_connection,
                                    std::uint32_t transfers) const {
  auto limits = settings_.network.limits;
  limits.at_start = limits.rechargeable;
  const double rate = settings_.network.rate(per_connection, transfers);
  return NetworkBucket{limits}.transfer(limits, 0, bytes, {rate, rate});
}

double Function::work_time(const Invocation& invocation, const Document& document, const Work& work) {
  double seconds = settings_.work_per_document.count() +
                   settings_.work_per_mb.count() * static_cast<double>(document.bytes) / 1e6;
  if (settings_.work_variation > 0) {
    const double luck = work.luck ? *work.luck : work_stream_.uniform(document.entity());
    seconds *= std::exp(settings_.work_variation * normal_quantile(luck));
  }
  const double runtime = work.runtime ? settings_.sdk.invocation.count() : 0;
  const auto& cpu = settings_.runtime.cpu;
  if (cpu.vcpus >= 1)
    return cpu.time(seconds, settings_.work_threads, settings_.work_serial) + cpu.time(runtime, 1, 1);
  return environments_.state(invocation.slot)
      .slices.serve(work.now, (seconds + runtime) / cpu.vcpu_speed, cpu.vcpus, settings_.sdk.period.count());
}

bool Function::fails(Entity event, std::uint32_t attempt) const {
  return settings_.error_rate > 0 &&
         error_stream_.uniform(event, Purpose{"attempt"}.at(attempt)) < settings_.error_rate;
}

void Function::report_concurrency() {
  run_.journal.report(
      events::ConcurrencyChanged{run_.now(), names_.self, concurrency_.running(), environments_.alive()});
}

void Function::finish(MetricSink& metrics) {
  provisioned_.finish(metrics);
  const MetricsOf own{metrics, run_.journal.name(names_.self)};
  if (const auto used = concurrency_.most_used()) own.add("concurrency.used_share.max", *used);
}

void Function::sample(double interval) {
  bill_.report(run_.journal, names_.self, interval);
  provisioned_.sample();
}

}  // namespace garoa
