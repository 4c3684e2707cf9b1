#include "sim/results/limits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/core/language.hpp"
#include "sim/core/reason.hpp"
#include "sim/results/main_bottleneck.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

/// What of a metric breaks the limit.
enum class Breaks {
  above,    // more than the bound
  all,      // as much as the bound
  emptied,  // nothing is left of a share
  there,    // that the metric is there
  left,     // more than nothing of what comes is left over
};

/// What a broken limit does to work that comes.
enum class Effect {
  none,
  later,   // some of it is done later, or again
  undone,  // some of it is not done
  shed,    // and what comes after has less to do
};

struct LimitRow {
  std::string_view pattern;
  Breaks breaks;
  double bound;
  std::string_view
      of;  // a measure of the same resource: above: the bound is a share of it; there, left: how much is used
  std::string_view what;     // when it is broken
  std::string_view subject;  // while it holds
  Effect effect = Effect::none;
};

/// One in a thousand is chance, such as a server's error.
constexpr double chance = 0.001;
/// A resource that waits for work now and then is full all the same.
constexpr double full_hour = 0.95;

constexpr LimitRow limit_rows[] = {
    {"ebs.*.full_at", Breaks::there, 0, "used_share.max", msgid("{} is full"), msgid("space of {}"),
     Effect::undone},
    {"ebs.*.burst_balance.min", Breaks::emptied, 0, "", msgid("{} has no burst credits left"),
     msgid("burst credits of {}")},
    {"ebs.*.background.unserved_share", Breaks::above, chance, "", msgid("{} cannot serve other software"),
     msgid("operations of other software on {}")},
    {"ec2.*.cpu_credits.exhausted_at", Breaks::there, 0, "", msgid("{} has no CPU credits left"),
     msgid("CPU credits of {}")},
    {"ec2.*.network_in.credits.min", Breaks::emptied, 0, "", msgid("{} has no credits left to receive"),
     msgid("credits of {} to receive")},
    {"ec2.*.network_out.credits.min", Breaks::emptied, 0, "", msgid("{} has no credits left to send"),
     msgid("credits of {} to send")},
    {"ec2.*.cpu.peak_hour", Breaks::all, full_hour, "", msgid("{} computes all of its peak hour"),
     msgid("CPU of {} in its peak hour")},
    {"ec2.*.workers.peak_hour", Breaks::all, full_hour, "",
     msgid("{} has all workers busy in their peak hour"), msgid("workers of {} in their peak hour")},
    {"ec2.*.network_in.peak_hour", Breaks::all, full_hour, "",
     msgid("{} receives all that it can in a peak hour"), msgid("what {} can receive in a peak hour")},
    {"ec2.*.network_out.peak_hour", Breaks::all, full_hour, "",
     msgid("{} sends all that it can in a peak hour"), msgid("what {} can send in a peak hour")},
    {"ebs.*.iops.peak_hour", Breaks::all, full_hour, "",
     msgid("{} does all of its operations in a peak hour"), msgid("operations of {} in a peak hour")},
    {"ebs.*.throughput.peak_hour", Breaks::all, full_hour, "",
     msgid("{} moves all that it can in a peak hour"), msgid("throughput of {} in a peak hour")},
    {"backup.*.window_used.max", Breaks::above, 1, "", msgid("{} leaves its window"), msgid("window of {}")},
    {"backup.*.listing_share.max", Breaks::above, 1, "", msgid("the listing of {} takes its window"),
     msgid("listing of {}")},
    {"backup.*.skipped", Breaks::above, 0, "", msgid("{} skips runs"), msgid("skipped runs of {}"),
     Effect::undone},
    {"backup.*.expired", Breaks::above, 0, "", msgid("{} does not end in time"), msgid("expired runs of {}"),
     Effect::undone},
    {"backup.*.failed", Breaks::above, 0, "", msgid("{} fails"), msgid("failed runs of {}"), Effect::undone},
    {"flows.*.upload.rejected.<reason>", Breaks::above, chance, "upload.started",
     msgid("{} turns uploads away"), msgid("uploads that {} turns away"), Effect::shed},
    {"flows.*.download.failed.<reason>", Breaks::above, chance, "download.started",
     msgid("{} fails downloads"), msgid("failed downloads of {}"), Effect::shed},
    {"flows.*.upload.queue_growth", Breaks::left, 0, "", msgid("{} gets more uploads than it ends"),
     msgid("uploads that wait in {}"), Effect::later},
    {"flows.*.download.queue_growth", Breaks::left, 0, "", msgid("{} gets more downloads than it ends"),
     msgid("downloads that wait in {}"), Effect::later},
    {"flows.*.documents.lost.<reason>", Breaks::above, 0, "", msgid("{} loses documents"),
     msgid("lost documents of {}"), Effect::undone},
    {"lambda.*.queue_growth", Breaks::left, 0, "queue_used_share",
     msgid("{} gets more events than it works off"), msgid("events that wait for {}"), Effect::later},
    {"lambda.*.throttles.<reason>", Breaks::above, chance, "invocations", msgid("{} is throttled"),
     msgid("throttled calls of {}"), Effect::later},
    {"lambda.*.dropped.<reason>", Breaks::above, 0, "", msgid("{} drops events"),
     msgid("dropped events of {}"), Effect::shed},
    {"lambda.*.timeouts", Breaks::above, chance, "invocations", msgid("{} runs into its timeout"),
     msgid("timeouts of {}"), Effect::later},
    {"s3.*.throttles", Breaks::above, 0, "", msgid("{} answers 503 Slow Down"), msgid("503 answers of {}")},
    {"kms.keys.refused", Breaks::above, 0, "", msgid("{} are called above the quota"),
     msgid("calls of {} above the quota")},
    {"sns.*.throttles", Breaks::above, 0, "", msgid("{} is throttled"), msgid("throttled calls of {}")},
    {"sns.*.sms.waiting.last", Breaks::above, 0, "", msgid("{} has SMS waiting at the end"),
     msgid("SMS that wait in {}")},
    {"sqs.*.queue_growth", Breaks::left, 0, "queue_used_share",
     msgid("{} gets more messages than are worked off"), msgid("messages that wait in {}"), Effect::later},
    {"sqs.*.in_flight.used_share.max", Breaks::all, 1, "", msgid("{} has all in flight that it may have"),
     msgid("messages of {} in flight"), Effect::later},
    {"sqs.*.expired", Breaks::above, 0, "", msgid("{} loses messages to their retention"),
     msgid("expired messages of {}"), Effect::undone},
    {"dynamodb.*.write_units.peak_hour", Breaks::all, full_hour, "",
     msgid("{} takes all of its write units in a peak hour"), msgid("write units of {} in a peak hour")},
    {"dynamodb.*.read_units.peak_hour", Breaks::all, full_hour, "",
     msgid("{} takes all of its read units in a peak hour"), msgid("read units of {} in a peak hour")},
    {"dynamodb.*.throttles", Breaks::above, 0, "", msgid("{} is throttled"), msgid("throttled calls of {}")},
    {"dynamodb.*.calls.failed", Breaks::above, 0, "", msgid("{} fails calls"), msgid("failed calls of {}")},
    {"http.*.throttles", Breaks::above, 0, "", msgid("{} is throttled"), msgid("throttled calls of {}")},
    {"cloudwatch_logs.*.throttles", Breaks::above, 0, "", msgid("{} is throttled"),
     msgid("throttled calls of {}")},
    {"cloudwatch_logs.*.records_lost.<reason>", Breaks::above, 0, "", msgid("{} loses records"),
     msgid("lost records of {}")},
};

std::vector<std::string> name_parts(const std::string& name) {
  std::vector<std::string> segments(1);
  for (const char c : name) {
    if (c == '.') {
      segments.emplace_back();
    } else {
      segments.back() += c;
    }
  }
  return segments;
}

/// "ebs.documents" of one of its metrics.
std::string resource_of(const std::string& metric) {
  const auto segments = name_parts(metric);
  return segments.size() < 2 ? metric : segments[0] + '.' + segments[1];
}

/// What requests of the phase queue for most; where they hardly do, what their time goes to.
std::string bottleneck_of(const RunResult& result, const std::string& flow, const std::string& phase) {
  RunResult of_flow;
  for (const auto& bottleneck : result.bottlenecks) {
    if (bottleneck.flow == flow && (phase.empty() || bottleneck.phase == phase))
      of_flow.bottlenecks.push_back(bottleneck);
  }
  const auto most = main_bottleneck(of_flow);
  return most.part == nullptr ? "" : most.cause().resource;
}

/// Of the run that took longest.
std::string bottleneck_of_backup(const RunResult& result, const std::string& job) {
  const BackupRun* longest = nullptr;
  for (const auto& run : result.backups) {
    if (run.job != job || run.state == BackupState::skipped) continue;
    if (longest == nullptr || run.duration_s() > longest->duration_s()) longest = &run;
  }
  return longest == nullptr ? "" : longest->bottleneck;
}

std::string dearest_line(const Invoice& cost) {
  const auto most = std::max_element(cost.lines.begin(), cost.lines.end(),
                                     [](const auto& a, const auto& b) { return a.amount < b.amount; });
  return most == cost.lines.end() ? "" : fmt::format("{} {}", most->resource, most->item);
}

/// Of a metric that counts by reasons the one that counts most, in words; empty for others.
std::string most_frequent_reason(const RunResult& result, const std::string& metric) {
  const Metric* most = nullptr;
  for (const auto& by_reason : result.metrics) {
    if (!by_reason.name.starts_with(metric + ".") || (most != nullptr && most->value >= by_reason.value))
      continue;
    if (reason_named(by_reason.name.substr(metric.size() + 1))) most = &by_reason;
  }
  if (most == nullptr) return "";
  return std::string{meaning_of(*reason_named(most->name.substr(metric.size() + 1)))};
}

/// What holds a metric where it is.
std::string binding_of(const RunResult& result, const std::string& metric) {
  const auto segments = name_parts(metric);
  const auto& section = segments.front();
  std::string binds;
  if (const auto reason = counts_by_reason(metric) ? reason_named(segments.back()) : std::nullopt)
    return std::string{meaning_of(*reason)};
  if (section == "cost") return dearest_line(result.cost);
  if (auto reason = most_frequent_reason(result, metric); !reason.empty()) return reason;
  if (section == "backup" && segments.size() > 1) binds = bottleneck_of_backup(result, segments[1]);
  if (section == "flows" && segments.size() > 2) {
    binds = bottleneck_of(result, segments[1], segments[2]);
    if (binds.empty()) binds = bottleneck_of(result, segments[1], "");
  }
  if (!binds.empty()) return binds;
  if (segments.back() == "peak_hour") return metric.substr(0, metric.rfind('.'));
  return resource_of(metric);
}

std::optional<double> value_of(const RunResult& result, const std::string& metric) {
  const auto* const found = result.find_metric(metric);
  return found == nullptr ? std::nullopt : std::optional{found->value};
}

Limit limit_by(const LimitRow& row, const Metric& metric, const RunResult& result) {
  const auto resource = resource_of(metric.name);
  const auto other = row.of.empty() ? std::nullopt : value_of(result, fmt::format("{}.{}", resource, row.of));
  Limit limit{.name = metric.name,
              .what = fmt::format(fmt::runtime(row.what), resource),
              .subject = fmt::format(fmt::runtime(row.subject), resource),
              .used = {},
              .measured = metric.value,
              .unit = metric.unit,
              .binds = binding_of(result, metric.name),
              .sheds_load = row.effect == Effect::shed,
              .undoes_work = row.effect == Effect::shed || row.effect == Effect::undone,
              .leaves_behind = row.effect != Effect::none};
  const double bound = row.breaks == Breaks::above && other ? row.bound * *other : row.bound;
  switch (row.breaks) {
    case Breaks::above:
      limit.broken = metric.value > bound;
      if (bound > 0 && !other) limit.used = metric.value / bound;
      break;
    case Breaks::all:
      limit.broken = metric.value >= bound;
      limit.used = metric.value;
      break;
    case Breaks::emptied:
      limit.broken = metric.value <= 0;
      limit.used = 1 - metric.value;
      break;
    case Breaks::there:
      limit.broken = true;
      limit.used = other;
      break;
    case Breaks::left:  // what comes over what is worked off
      limit.broken = metric.value > 0;
      limit.used = 1 / (1 - metric.value);
      break;
  }
  return limit;
}

/// What is used of a limit that is broken by another metric, which is not there.
std::optional<Limit> limit_without_breaking(const LimitRow& row, const Metric& metric,
                                            const RunResult& result) {
  const auto resource = resource_of(metric.name);
  const auto measure = row.pattern.substr(row.pattern.find('*') + 2);
  auto name = fmt::format("{}.{}", resource, measure);
  if (metric.name != fmt::format("{}.{}", resource, row.of) || result.find_metric(name) != nullptr)
    return std::nullopt;
  if (!matches_pattern(name, row.pattern)) return std::nullopt;
  return Limit{.name = std::move(name),
               .what = fmt::format(fmt::runtime(row.what), resource),
               .subject = fmt::format(fmt::runtime(row.subject), resource),
               .used = metric.value,
               .measured = metric.value,
               .unit = metric.unit,
               .binds = resource};
}

void add_metric_limits(const RunResult& result, std::vector<Limit>& limits) {
  for (const auto& row : limit_rows) {
    for (const auto& metric : result.metrics) {
      if (matches_pattern(metric.name, row.pattern)) limits.push_back(limit_by(row, metric, result));
      const bool is_told_when_broken = row.breaks == Breaks::there || row.breaks == Breaks::left;
      if (!is_told_when_broken || row.of.empty()) continue;
      if (auto limit = limit_without_breaking(row, metric, result)) limits.push_back(std::move(*limit));
    }
  }
}

/// How much of a bound is used: of an upper one the value's share; of a lower one that of what may be missing (of shares), or of the
/// value. More than 1 is broken.
std::optional<double> used_of(double value, double bound, bool lower, const std::string& unit) {
  if (!lower) return bound > 0 ? std::optional{value / bound} : std::nullopt;
  const bool is_share = unit == "share" || (unit == "1" && bound < 1);
  if (is_share) return bound < 1 ? std::optional{(1 - value) / (1 - bound)} : std::nullopt;
  return value > 0 ? std::optional{bound / value} : std::nullopt;
}

std::optional<double> used_of(const Objective& objective) {
  const bool lower =
      objective.comparison == Comparison::above || objective.comparison == Comparison::at_least;
  return used_of(objective.value.value_or(0), objective.bound, lower, objective.unit);
}

/// Nothing for a control that is broken or holds for another reason than its number. Where it warns before the limit, how full it is counts.
std::optional<double> used_of(const compliance::Finding& finding) {
  const auto fill = std::find_if(finding.figures.begin(), finding.figures.end(),
                                 [](const auto& figure) { return figure.first == "fill_max"; });
  if (fill != finding.figures.end())
    return finding.status == compliance::Status::fail ? std::nullopt : std::optional{fill->second};
  if (!finding.measured || !finding.limit || !finding.margin) return std::nullopt;
  const double above = *finding.measured - *finding.limit;
  const bool lower = std::abs(*finding.margin - above) < std::abs(*finding.margin + above);
  const auto used = used_of(*finding.measured, *finding.limit, lower, finding.unit);
  const bool broken = finding.status == compliance::Status::fail;
  return used && (broken ? *used >= 1 : *used <= 1) ? used : std::nullopt;
}

void add_objectives(const RunResult& result, std::vector<Limit>& limits) {
  for (const auto& objective : result.objectives) {
    if (!objective.value) continue;
    limits.push_back({.name = objective.text,
                      .what = fmt::format(msgid("objective missed: {}"), objective.text),
                      .subject = fmt::format(msgid("objective: {}"), objective.text),
                      .broken = objective.state == ObjectiveState::missed,
                      .used = used_of(objective),
                      .measured = objective.value,
                      .unit = objective.unit,
                      .binds = binding_of(result, objective.metric)});
  }
}

/// Below a bound between none and one a number without a unit is a share; where none is allowed it is a count.
std::string unit_of(const compliance::Finding& finding) {
  const double limit = finding.limit.value_or(1);
  return finding.unit == "1" && limit > 0 && limit < 1 ? "share" : finding.unit;
}

/// One a control and what it is about, whatever the profile: the worst.
void add_controls(const RunResult& result, std::vector<Limit>& limits) {
  using compliance::Status;
  std::map<std::string, Limit> controls;
  for (const auto& finding : result.compliance.findings) {
    const bool judged =
        finding.status == Status::pass || finding.status == Status::warn || finding.status == Status::fail;
    if (!judged) continue;
    const auto& about = finding.resource.empty() ? finding.flow : finding.resource;
    Limit limit{.name = fmt::format("{} {}", finding.control, about),
                .what = fmt::format(msgid("control {} fails: {}"), finding.control, finding.message),
                .subject = fmt::format(msgid("control {}: {}"), finding.control, finding.title),
                .broken = finding.status == Status::fail,
                .used = used_of(finding),
                .measured = finding.measured,
                .unit = unit_of(finding),
                .binds = {},
                .is_control = true};
    const auto [known, fresh] = controls.try_emplace(limit.name, limit);
    if (!fresh && limit.broken && !known->second.broken) known->second = limit;
  }
  for (auto& [name, limit] : controls) limits.push_back(std::move(limit));
}

/// The same in each run, whatever else is broken in it.
std::size_t rank_of(const Limit& limit) {
  const auto* const row = std::find_if(std::begin(limit_rows), std::end(limit_rows), [&](const LimitRow& r) {
    return matches_pattern(limit.name, r.pattern);
  });
  return static_cast<std::size_t>(row - std::begin(limit_rows)) + (limit.is_control ? 1 : 0);
}

}  // namespace

std::vector<Limit> limits_of(const RunResult& result) {
  std::vector<Limit> limits;
  add_metric_limits(result, limits);
  add_objectives(result, limits);
  add_controls(result, limits);
  for (auto& limit : limits) limit.rank = rank_of(limit);
  return limits;
}

bool leaves_work_undone(const RunResult& result) {
  const auto no_document = "." + std::string{name_of(Reason::nothing_stored)};
  const auto limits = limits_of(result);
  return std::any_of(limits.begin(), limits.end(), [&](const Limit& limit) {
    return limit.broken && limit.undoes_work && !limit.name.ends_with(no_document);
  });
}

}  // namespace garoa
