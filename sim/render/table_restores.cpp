#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"

namespace garoa {

TextTable restores_table(const RunResult& result) {
  using Align = TextTable::Align;
  TextTable table{{{tr("restore")},
                   {tr("from")},
                   {tr("at")},
                   {tr("took"), Align::right},
                   {tr("first document"), Align::right},
                   {tr("wanted ones"), Align::right},
                   {tr("files"), Align::right},
                   {tr("data"), Align::right},
                   {tr("complete"), Align::right},
                   {tr("waited for")}}};
  for (const auto& run : result.restores) {
    const auto at = run.began.empty() ? human_duration(run.began_s) : human_time(run.began);
    if (!run.ended_s) {
      table.add({run.name, run.source, at, tr("not ended"), "-", "-", "-", "-", "-", ""});
      continue;
    }
    table.add({run.name, run.source, at, human_duration(run.duration_s()),
               human_duration(run.first_document_s), human_duration(run.wanted_documents_s),
               human_count(run.files), human_bytes(static_cast<double>(run.bytes)),
               human_share(run.completeness()), run.bottleneck});
  }
  return table;
}

std::string restores_text(const RunResult& result, std::size_t width) {
  if (result.restores.empty()) return "";
  std::string parts;
  for (const auto& run : result.restores) {
    if (!run.ended_s) continue;
    std::string spent;
    for (const auto& [part, seconds] : run.parts) {
      if (seconds > 0) spent += (spent.empty() ? "" : ", ") + tr(part) + " " + human_duration(seconds);
    }
    parts += paragraph("  " + run.name + ": ", spent, width);
  }
  return restores_table(result).text(width) + parts;
}

}  // namespace garoa
