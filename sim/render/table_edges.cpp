// What changes at the edges of the assumptions.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/core/language.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/told.hpp"

namespace garoa {
namespace {

std::string runs_without_result(const std::vector<EdgeRun>& edges, std::size_t width) {
  std::string text;
  for (const auto& run : edges) {
    if (!run.failure.empty())
      text += paragraph(fmt::format("  {}={}: ", run.assumption, run.edge), run.failure, width);
  }
  return text;
}

}  // namespace

TextTable edge_changes_table(const RunResult& result) {
  TextTable table{{{tr("assumption")}, {tr("edge")}, {tr("what changes")}, {tr("from")}, {tr("to")}}, 2};
  if (!result.edges) return table;
  for (const auto& run : *result.edges) {
    for (const auto& change : run.changes)
      table.add({run.assumption, fmt::format("{}: {}", run.edge, run.value), told(change.what),
                 told(change.from), told(change.to)});
  }
  return table;
}

std::string edges_text(const RunResult& result, std::size_t width) {
  if (!result.edges) return "";
  const auto without = std::count_if(result.edges->begin(), result.edges->end(), [](const EdgeRun& run) {
    return run.failure.empty() && run.changes.empty();
  });
  const auto table = edge_changes_table(result);
  std::string text = table.empty() ? "" : table.text(width);
  text += runs_without_result(*result.edges, width);
  return text + paragraph("  ",
                          tr("{} of {} edges change no verdict, not what binds, and none of the first "
                             "screen's numbers by more than a fifth",
                             without, result.edges->size()),
                          width);
}

std::string deciding_text(const RunResult& result, std::size_t width) {
  if (!result.edges) return "";
  std::string names;
  std::set<std::string_view> told;
  for (const auto& run : *result.edges) {
    if (run.changes.empty() || !told.insert(run.assumption).second) continue;
    names += (names.empty() ? "" : ", ") + run.assumption;
  }
  return paragraph(tr("assumptions that decide") + ": ", names.empty() ? tr("none that has a range") : names,
                   width);
}

}  // namespace garoa
