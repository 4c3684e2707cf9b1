#include "sim/render/human.hpp"
#include "sim/render/table.hpp"
#include "sim/render/text_table.hpp"

namespace garoa {

std::string failures_text(const RunResult& result) {
  using Align = TextTable::Align;
  if (result.failures.empty()) return "";
  TextTable table{{{"what"},
                   {"failure"},
                   {"at"},
                   {"lasted", Align::right},
                   {"documents lost", Align::right},
                   {"oldest lost", Align::right},
                   {"uploads rejected", Align::right},
                   {"tried again", Align::right},
                   {"downloads failed", Align::right}}};
  const auto count = [](std::uint64_t number) { return human_count(static_cast<double>(number)); };
  for (const auto& run : result.failures) {
    table.add({run.target, run.kind, run.at.empty() ? human_duration(run.at_s) : run.at,
               run.ended_s ? human_duration(*run.ended_s - run.at_s) : "to the end",
               count(run.documents_lost), run.achieved_rpo_s ? human_duration(*run.achieved_rpo_s) : "-",
               count(run.uploads_rejected), count(run.uploads_retried), count(run.downloads_failed)});
  }
  return table.text();
}

}  // namespace garoa
