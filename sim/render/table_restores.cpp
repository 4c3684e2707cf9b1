#include "sim/core/human.hpp"
#include "sim/render/table.hpp"
#include "sim/render/text_table.hpp"

namespace garoa {

std::string restores_text(const RunResult& result, std::size_t width) {
  using Align = TextTable::Align;
  if (result.restores.empty()) return "";
  TextTable table{{{"restore"},
                   {"from"},
                   {"at"},
                   {"took", Align::right},
                   {"first document", Align::right},
                   {"wanted ones", Align::right},
                   {"files", Align::right},
                   {"data", Align::right},
                   {"complete", Align::right},
                   {"waited for"}}};
  std::string parts;
  for (const auto& run : result.restores) {
    const auto at = run.began.empty() ? human_duration(run.began_s) : human_time(run.began);
    if (!run.ended_s) {
      table.add({run.name, run.source, at, "not ended", "-", "-", "-", "-", "-", ""});
      continue;
    }
    table.add({run.name, run.source, at, human_duration(run.duration_s()),
               human_duration(run.first_document_s), human_duration(run.wanted_documents_s),
               human_count(run.files), human_bytes(static_cast<double>(run.bytes)),
               human_share(run.completeness()), run.bottleneck});
    std::string spent;
    for (const auto& [part, seconds] : run.parts) {
      if (seconds > 0) spent += (spent.empty() ? "" : ", ") + part + " " + human_duration(seconds);
    }
    parts += paragraph("  " + run.name + ": ", spent, width);
  }
  return table.text(width) + parts;
}

}  // namespace garoa
