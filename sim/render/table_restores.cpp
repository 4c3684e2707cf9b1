#include "sim/render/human.hpp"
#include "sim/render/table.hpp"
#include "sim/render/text_table.hpp"

namespace garoa {

std::string restores_text(const RunResult& result) {
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
    const auto at = run.began.empty() ? human_duration(run.began_s) : run.began;
    if (!run.ended_s) {
      table.add({run.name, run.source, at, "not ended", "-", "-", "-", "-", "-", ""});
      continue;
    }
    table.add({run.name, run.source, at, human_duration(run.duration_s()),
               human_duration(run.first_document_s), human_duration(run.wanted_documents_s),
               human_count(static_cast<double>(run.files)), human_bytes(static_cast<double>(run.bytes)),
               human_share(run.completeness()), run.bottleneck});
    parts += "  " + run.name + ":";
    for (const auto& [part, seconds] : run.parts) {
      if (seconds > 0) parts += " " + part + " " + human_duration(seconds);
    }
    parts += "\n";
  }
  return table.text() + parts;
}

}  // namespace garoa
