// Lessons as files: a folder with scenarios and a lesson.yaml, which has all texts in English and in Brazilian Portuguese.
//
//   garoa: 1
//   number: 1                                            # its place among the lessons
//   title: { en: ..., pt-BR: ... }                       # as are question, answer, why
//   scenario: base.yaml                                  # beside the lesson
//   set: [ duration=1 d ]                                # at all points, as --set
//   sliders:
//     - { name: { en: Size, pt-BR: Tamanho }, path: ebs.documents.size, list: [100 GiB, 500 GiB] }
//     - name: { en: Copies, pt-BR: Cópias }
//       positions:
//         - { id: hourly, label: { en: ..., pt-BR: ... }, scenario: hourly.yaml, set: [ ... ] }
//   measures:                                            # at each point
//     latency: { name: { en: ..., pt-BR: ... }, metric: flows.intake.upload.latency.p99 }
//     price: { name: ..., bill: vpc, item: ... }         # USD a month: lines of a resource, or of one item
//   curves:                                              # drawn over time by its page
//     - { name: ..., of: ebs.documents, series: AWS/EBS BurstBalance, statistic: Average, marks: [2 h, 6 h] }
//   numbers:                                             # what the texts speak of, as {slow}; the runs must give what is expected
//     slow: { measure: latency, at: [100 GiB], expect: { from: 1 s, to: 3 s } }
//     times: { measure: latency, at: [100 GiB], over: [500 GiB], expect: { from: 10 } }      # or minus: [500 GiB]
//   choices:                                             # the right one holds the number that decides
//     - { text: { en: ..., pt-BR: ... }, to: 1 s }
//     - { text: { en: ..., pt-BR: ... }, from: 1 s }
//   decided_by: slow
//   next: [ { text: ..., command: "run {folder}/base.yaml --set ..." } ]
//   sources: [ EC2G general-purpose.md ]                 # codes of models/sources.yaml
//
// Bounds carry the unit of their metric; `from` is within the band, `to` is not. Errors: all at once, with `file:line:col`.
#pragma once

#include <optional>
#include <string>

#include "sim/core/diagnostics.hpp"
#include "sim/core/sources.hpp"
#include "sim/results/lesson.hpp"

namespace garoa {

/// The file of a lesson in its folder.
inline constexpr const char* lesson_file = "lesson.yaml";

[[nodiscard]] std::optional<Lesson> read_lesson(const std::string& folder, const Sources& sources,
                                                Diagnostics& diagnostics);

}  // namespace garoa
