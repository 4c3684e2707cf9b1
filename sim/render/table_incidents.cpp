#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/metric_view.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"

namespace garoa {
namespace {

constexpr std::size_t shown_ids = 5;

std::string ids_of(const IncidentList& list) {
  const std::vector<std::uint64_t> first{
      list.ids.begin(), list.ids.begin() + static_cast<std::ptrdiff_t>(std::min(shown_ids, list.ids.size()))};
  return fmt::format("{}{}", fmt::join(first, ", "), list.count > first.size() ? " ..." : "");
}

}  // namespace

TextTable incidents_table(const RunResult& result) {
  using Align = TextTable::Align;
  TextTable table{{{tr("flow")},
                   {tr("function")},
                   {tr("documents")},
                   {tr("count"), Align::right},
                   {tr("first at"), Align::right},
                   {tr("ids")}}};
  for (const auto& list : result.incidents) {
    std::string kind = list.kind;
    std::replace(kind.begin(), kind.end(), '_', ' ');
    table.add({list.flow, list.function, tr(kind), human_count(list.count), human_duration(list.first_at_s),
               ids_of(list)});
  }
  return table;
}

std::string incidents_text(const RunResult& result, std::size_t width) {
  const auto table = incidents_table(result);
  return table.empty() ? "" : table.text(width);
}

TextTable end_to_end_table(const RunResult& result) {
  static const MetricView view{msgid("p99 of"),
                               {"flows.*.end_to_end"},
                               {{msgid("upload"), {"upload.p99"}},
                                {msgid("event"), {"event.p99"}},
                                {msgid("queue"), {"queue.p99"}},
                                {msgid("init"), {"init.p99"}},
                                {msgid("run"), {"run.p99"}},
                                {msgid("downstream"), {"downstream.p99"}},
                                {msgid("arrival to effect"), {"total.p99"}},
                                {msgid("notification"), {"notification.p99"}}}};
  return metric_view_table(result, view);
}

std::string end_to_end_text(const RunResult& result, std::size_t width) {
  const auto table = end_to_end_table(result);
  return table.empty() ? "" : table.text(width);
}

}  // namespace garoa
