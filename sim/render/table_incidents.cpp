#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/render/metric_view.hpp"
#include "sim/render/table.hpp"
#include "sim/render/text_table.hpp"

namespace garoa {
namespace {

constexpr std::size_t shown_ids = 5;

std::string ids_of(const IncidentList& list) {
  const std::vector<std::uint64_t> first{
      list.ids.begin(), list.ids.begin() + static_cast<std::ptrdiff_t>(std::min(shown_ids, list.ids.size()))};
  return fmt::format("{}{}", fmt::join(first, ", "), list.count > first.size() ? " ..." : "");
}

}  // namespace

std::string incidents_text(const RunResult& result, std::size_t width) {
  using Align = TextTable::Align;
  if (result.incidents.empty()) return "";
  TextTable table{
      {{"flow"}, {"function"}, {"documents"}, {"count", Align::right}, {"first at", Align::right}, {"ids"}}};
  for (const auto& list : result.incidents) {
    std::string kind = list.kind;
    std::replace(kind.begin(), kind.end(), '_', ' ');
    table.add({list.flow, list.function, kind, human_count(list.count), human_duration(list.first_at_s),
               ids_of(list)});
  }
  return table.text(width);
}

std::string end_to_end_text(const RunResult& result, std::size_t width) {
  static const MetricView view{"p99 of",
                               {"flows.*.end_to_end"},
                               {{"upload", {"upload.p99"}},
                                {"event", {"event.p99"}},
                                {"queue", {"queue.p99"}},
                                {"init", {"init.p99"}},
                                {"run", {"run.p99"}},
                                {"downstream", {"downstream.p99"}},
                                {"arrival to effect", {"total.p99"}},
                                {"notification", {"notification.p99"}}}};
  return metric_view_text(result, view, width);
}

}  // namespace garoa
