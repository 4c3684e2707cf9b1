#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"

namespace garoa {

TextTable failures_table(const RunResult& result) {
  using Align = TextTable::Align;
  TextTable table{{{tr("what")},
                   {tr("failure")},
                   {tr("at")},
                   {tr("lasted"), Align::right},
                   {tr("documents lost"), Align::right},
                   {tr("oldest lost"), Align::right},
                   {tr("uploads rejected"), Align::right},
                   {tr("tried again"), Align::right},
                   {tr("downloads failed"), Align::right}}};
  for (const auto& run : result.failures) {
    table.add({run.target, tr(run.kind), run.at.empty() ? human_duration(run.at_s) : human_time(run.at),
               run.ended_s ? human_duration(*run.ended_s - run.at_s) : tr("to the end"),
               human_count(run.documents_lost),
               run.achieved_rpo_s ? human_duration(*run.achieved_rpo_s) : "-",
               human_count(run.uploads_rejected), human_count(run.uploads_retried),
               human_count(run.downloads_failed)});
  }
  return table;
}

std::string failures_text(const RunResult& result, std::size_t width) {
  const auto table = failures_table(result);
  return table.empty() ? "" : table.text(width);
}

}  // namespace garoa
