#include "models/lambda/function.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {

Function::Function(const Run& run, FunctionSettings settings, LambdaAccount& account)
    : run_{run},
      settings_{std::move(settings)},
      concurrency_{account, settings_.concurrency},
      environments_{run, fmt::format("lambda.{}", settings_.name), settings_.environments,
                    [this] { report_concurrency(); }},
      init_stream_{run.stream(fmt::format("lambda.{}.init", settings_.name))},
      work_stream_{run.stream(fmt::format("lambda.{}.work", settings_.name))},
      error_stream_{run.stream(fmt::format("lambda.{}.error", settings_.name))} {
  const auto name = [&](const char* part) {
    return run.journal.intern(fmt::format("lambda.{}{}", settings_.name, part));
  };
  names_ = {name(""), name(".init"), name(".work"), name(".concurrency"), name(".retry"), name(".network")};
  concurrency_metric_ = run.journal.intern("AWS/Lambda ConcurrentExecutions");
}

void Function::report_throttled(const Document& document, std::string_view reason) {
  run_.journal.report(events::Throttled{run_.now(), names_.self, document, reason});
}

bool Function::accept_request(const Document& document) {
  if (concurrency_.accept_request(run_.now())) return true;
  report_throttled(document, "request_rate");
  return false;
}

std::optional<Function::Invocation> Function::try_start(const Document& document) {
  if (!concurrency_.take()) {
    report_throttled(document, "concurrency");
    return std::nullopt;
  }
  Invocation invocation{};
  if (const auto idle = environments_.take_idle()) {
    invocation.slot = *idle;
  } else if (concurrency_.grow(run_.now())) {
    make_environment(invocation);
  } else {
    concurrency_.give_back();
    report_throttled(document, "scaling");
    return std::nullopt;
  }
  report_concurrency();
  return invocation;
}

void Function::make_environment(Invocation& invocation) {
  invocation.slot = environments_.create();
  invocation.cold = true;
  if (settings_.duration) return;
  const auto luck = init_stream_.uniforms(environments_.creation_number(invocation.slot));
  invocation.billed_init = settings_.runtime.init.quantile(luck[0]);
  invocation.init_seconds = invocation.billed_init + settings_.runtime.placement.quantile(luck[1]);
}

void Function::end(const Invocation& invocation, double duration) {
  concurrency_.give_back();
  environments_.release(invocation.slot);
  // Billed per started millisecond; the subtrahend keeps a whole number of milliseconds whole in floating
  // point.
  const double milliseconds = std::ceil((duration + invocation.billed_init) * 1e3 - 1e-6);
  unbilled_milliseconds_ += static_cast<std::uint64_t>(std::max(milliseconds, 1.0));
  ++unbilled_requests_;
  report_concurrency();
}

double Function::work_time(const Document& document, double own_duration, bool cold) const {
  if (own_duration >= 0) return own_duration;
  if (settings_.duration) {
    const auto& measured = cold ? settings_.duration->cold : settings_.duration->warm;
    return measured.quantile(work_stream_.uniform(document.id));
  }
  double work = settings_.work_per_document.count() +
                settings_.work_per_mb.count() * static_cast<double>(document.bytes) / 1e6;
  if (settings_.work_variation > 0)
    work *= std::exp(settings_.work_variation * normal_quantile(work_stream_.uniform(document.id)));
  return work / settings_.runtime.cpu_share;
}

bool Function::fails(DocumentId id, std::uint32_t attempt) const {
  return settings_.error_rate > 0 && error_stream_.uniform(id, attempt) < settings_.error_rate;
}

void Function::report_concurrency() {
  run_.journal.report(
      events::ConcurrencyChanged{run_.now(), names_.self, concurrency_.running(), environments_.alive()});
}

void Function::sample(double) {
  const auto bill = [&](Meter meter, std::uint64_t units) {
    if (units > 0) run_.journal.report(events::Billed{names_.self, meter, units});
  };
  const bool arm = settings_.runtime.architecture == CpuArchitecture::arm64;
  bill(Meter::lambda_requests, std::exchange(unbilled_requests_, 0));
  bill(arm ? Meter::lambda_mib_milliseconds_arm : Meter::lambda_mib_milliseconds_x86,
       std::exchange(unbilled_milliseconds_, 0) * settings_.runtime.memory.count());
  run_.journal.report(events::LevelSampled{run_.now(), names_.self, concurrency_metric_,
                                           static_cast<double>(concurrency_.running())});
}

}  // namespace garoa
