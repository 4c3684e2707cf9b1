#include "models/cloudwatch_logs/cloudwatch_logs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {

LogGroup::LogGroup(const Run& run, LogGroupSettings settings, PutQuota& account, Kms* kms)
    : run_{run},
      settings_{std::move(settings)},
      account_{account},
      streams_{settings_.stream_limit, settings_.streams},
      key_{kms, settings_.key_reuse, settings_.kms ? 1U : 0U},
      sizes_{settings_.record},
      size_stream_{run.stream(fmt::format("cloudwatch_logs.{}.record", settings_.name))},
      retry_stream_{run.stream(fmt::format("cloudwatch_logs.{}.retry", settings_.name))},
      name_{run.journal.intern(fmt::format("cloudwatch_logs.{}", settings_.name))},
      calls_{run} {
  for (const auto& day : settings_.before) {
    ingested_bytes_ += day.bytes;
    if (settings_.retention) kept_days_.push_back(day);
  }
  if (const auto* const constant = std::get_if<ConstantSize>(&settings_.record))
    fixed_size_ = constant->value.count();
}

LogAgent& LogGroup::agent_on(const std::string& host) {
  auto& agent = agents_[host];
  if (!agent) agent = std::make_unique<LogAgent>(run_, *this);
  return *agent;
}

void LogGroup::crash() {
  for (auto& [host, agent] : agents_) agent->crash();
}

bool LogGroup::accepts_call() {
  calls_.add();
  return streams_.try_take(run_.now()) && account_.try_take(run_.now()) && key_.use(run_.now());
}

std::uint64_t LogGroup::size_of_next() {
  const auto number = records_++;
  return fixed_size_ ? *fixed_size_ : sizes_.bytes(size_stream_, number);
}

double LogGroup::pause(std::uint64_t number, std::uint32_t attempt) const {
  const double longest = settings_.longest_retry_pause.count();
  return std::min(longest, settings_.retry_pause.count() * std::exp2(attempt)) *
         retry_stream_.uniform(Entity::nth(number), Purpose{"attempt"}.at(attempt));
}

void LogGroup::lose(std::uint64_t records, std::span<const DocumentKey> documents, Reason reason) {
  run_.journal.report(events::LogRecordsLost{run_.now(), name_, records, reason, documents});
}

void LogGroup::keep(std::uint64_t ingested) {
  constexpr double day = 86400;
  ingested_bytes_ += ingested;
  if (!settings_.retention) return;
  const double ends = std::ceil(run_.now() / day) * day;
  if (kept_days_.empty() || kept_days_.back().ends < ends) kept_days_.push_back({ends, 0});
  kept_days_.back().bytes += ingested;
  for (; kept_days_.front().ends + settings_.retention->count() < run_.now(); kept_days_.pop_front())
    ingested_bytes_ -= kept_days_.front().bytes;
}

void LogGroup::sample(double interval) {
  keep(unbilled_.units());
  if (settings_.export_to.given())
    Unbilled{unbilled_}.report(run_.journal, name_, Meter::logs_exported_bytes);
  unbilled_.report(run_.journal, name_, Meter::logs_ingested_bytes);
  const auto stored = storage_.take(static_cast<double>(ingested_bytes_) * settings_.stored_share, interval);
  if (stored > 0) run_.journal.report(events::Billed{name_, Meter::logs_stored_byte_seconds, stored});
}

void LogGroup::finish(MetricSink& metrics) {
  const MetricsOf own{metrics, fmt::format("cloudwatch_logs.{}", settings_.name)};
  own.add_count("calls", calls_.count());
  double most_held = 0;
  for (const auto& [host, agent] : agents_) most_held = std::max(most_held, agent->most_held_bytes());
  own.add("buffer.max", most_held);
}

}  // namespace garoa
