#include "sim/render/failed_requests.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/reason.hpp"
#include "sim/render/failed_backups.hpp"
#include "sim/render/tables.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

struct FailedRequests {
  const Metric* metric;
  std::string of;    // "intake"
  std::string what;  // "upload rejected"
  std::string_view why;
  std::optional<Reason> reason = {};
};

/// What an invocation fails at, by the metric that counts it.
struct Failing {
  std::string_view pattern;
  std::string_view why;
};

constexpr std::array failing{
    Failing{"lambda.*.timeouts", msgid("the handler ran into the function's timeout")},
    Failing{"lambda.*.out_of_memory", msgid("a document needed more memory than the function has")},
    Failing{"lambda.*.tmp_full", msgid("a document needed more space than /tmp has")}};

/// "intake" and "upload rejected" of "flows.intake.upload.rejected".
std::pair<std::string, std::string> owner_and_measure(std::string_view metric) {
  const auto rest = metric.substr(metric.find('.') + 1);
  const auto dot = rest.find('.');
  return {std::string{rest.substr(0, dot)}, measure_in_words(rest.substr(dot + 1))};
}

/// The reason at the end of the metric's name, where its row says that there is one.
std::optional<FailedRequests> failed_by_reason(const Metric& metric, const MetricRow& row) {
  if (row.unit != "1" || !row.pattern.ends_with(".<reason>")) return std::nullopt;
  const std::string_view name = metric.name;
  const auto dot = name.rfind('.');
  const auto reason = reason_named(name.substr(dot + 1));
  if (!reason) return std::nullopt;
  const auto why = meaning_of(*reason);
  const auto [of, what] = owner_and_measure(name.substr(0, dot));
  return FailedRequests{&metric, of, what, why, reason};
}

std::optional<FailedRequests> failed_invocations(const Metric& metric, const MetricRow& row) {
  const auto* const found = std::find_if(failing.begin(), failing.end(),
                                         [&](const Failing& one) { return one.pattern == row.pattern; });
  if (found == failing.end()) return std::nullopt;
  const auto [of, what] = owner_and_measure(metric.name);
  return FailedRequests{&metric, of, what, found->why};
}

std::vector<FailedRequests> failed_requests(const RunResult& result) {
  std::vector<FailedRequests> all;
  for (const auto& metric : result.metrics) {
    const auto* const row = find_metric_row(metric.name);
    if (metric.value <= 0 || row == nullptr) continue;
    for (auto failed : {failed_by_reason(metric, *row), failed_invocations(metric, *row)}) {
      if (failed) all.push_back(std::move(*failed));
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.of, a.what, b.metric->value) < std::tie(b.of, b.what, a.metric->value);
  });
  return all;
}

/// Of the flows' requests that end so, and of which most do.
struct OfFlows {
  double count = 0;
  const FailedRequests* most = nullptr;
};

OfFlows of_flows(const std::vector<FailedRequests>& all, std::string_view what) {
  OfFlows found;
  for (const auto& failed : all) {
    if (!failed.metric->name.starts_with("flows.") || failed.what != what) continue;
    found.count += failed.metric->value;
    if (found.most == nullptr || failed.metric->value > found.most->metric->value) found.most = &failed;
  }
  return found;
}

double value_of(const RunResult& result, const std::string& metric) {
  const auto* const found = result.find_metric(metric);
  return found == nullptr ? 0 : found->value;
}

/// What most invocations failed at of the functions that gave up; the reason itself where most ended with an error of their own.
std::string_view cause_of(const FailedRequests& dropped, const std::vector<FailedRequests>& all,
                          const RunResult& result) {
  if (dropped.reason != Reason::retries) return dropped.why;
  std::string_view why = dropped.why;
  double most = 0;
  for (const auto& failed : all) {
    if (failed.reason) continue;
    const auto& name = failed.metric->name;
    const auto function = name.substr(0, name.rfind('.'));
    const auto of = [&](const char* metric) { return value_of(result, function + metric); };
    const double own_errors = of(".errors") - of(".out_of_memory") - of(".tmp_full");
    if (of(".dropped.retries") <= 0 || failed.metric->value <= std::max(most, own_errors)) continue;
    most = failed.metric->value;
    why = failed.why;
  }
  return why;
}

}  // namespace

std::string measure_in_words(std::string_view measure) {
  std::string words{measure};
  std::replace_if(
      words.begin(), words.end(), [](char c) { return c == '.' || c == '_'; }, ' ');
  return words;
}

std::string rejected_uploads(const RunResult& result) {
  const auto all = failed_requests(result);
  const auto [uploads, most] = of_flows(all, "upload rejected");
  if (most == nullptr) return "";
  std::string since = most->metric->name;
  since.replace(since.rfind(".rejected."), std::string_view{".rejected."}.size(), ".rejected_since.");
  const auto* const first = result.find_metric(since);
  const auto count = human_count(uploads);
  const auto why = tr(most->why);
  const auto text = most->metric->value < uploads
                        ? tr("{} uploads rejected, most: {}", count, why)
                        : tr_count("{} upload rejected: {}", "{} uploads rejected: {}",
                                   static_cast<std::uint64_t>(uploads), count, why);
  return first == nullptr ? text : text + tr(", the first after {}", human_duration(first->value));
}

LostDocuments documents_lost(const RunResult& result) {
  const auto all = failed_requests(result);
  const auto [documents, most] = of_flows(all, "documents lost");
  if (most == nullptr) return {};
  return {documents, tr(most->why), most->metric->value >= documents};
}

std::string lost_documents(const RunResult& result) {
  const auto lost = documents_lost(result);
  if (lost.count <= 0) return "";
  const auto count = human_count(lost.count);
  return lost.all ? tr_count("{} document lost: {}", "{} documents lost: {}",
                             static_cast<std::uint64_t>(lost.count), count, lost.why)
                  : tr("{} documents lost, most: {}", count, lost.why);
}

std::string dropped_events(const RunResult& result) {
  const auto all = failed_requests(result);
  const auto [events, most] = of_flows(all, "processing dropped");
  if (most == nullptr) return "";
  const auto count = human_count(events);
  const auto why = tr(cause_of(*most, all, result));
  return most->metric->value < events ? tr("{} events dropped, most: {}", count, why)
                                      : tr_count("{} event dropped: {}", "{} events dropped: {}",
                                                 static_cast<std::uint64_t>(events), count, why);
}

TextTable failed_requests_table(const RunResult& result) {
  TextTable table{{{tr("what")}, {tr("count"), TextTable::Align::right}, {tr("why")}}};
  for (const auto& failed : failed_requests(result))
    table.add({failed.of + " " + tr(failed.what), human_value(failed.metric->value, "1"), tr(failed.why)});
  for (const auto& failed : failed_backups(result))
    table.add({failed.what, human_value(failed.count, "1"), failed.why});
  return table;
}

std::string failed_requests_text(const RunResult& result, std::size_t width) {
  const auto table = failed_requests_table(result);
  return table.empty() ? "" : table.text(width);
}

}  // namespace garoa
