#include "models/lambda/space_settings.hpp"

#include <algorithm>

namespace garoa {
namespace {

const Range<double> bytes_per_byte{0.0, 1000.0, ""};

void read_memory(SpaceSettings& s, Fields& fields, Figures& figures) {
  s.usable = figures.get<double>("memory.usable");
  fields.section("peak_memory", "that a handler needs", [&](Fields& f) {
    const auto least = figures.fallback<LambdaMemory>("memory.base");
    s.memory_base = f.optional("base", "without a document, as Max Memory Used of the REPORT line", least);
    s.memory_at_start = std::min(s.memory_base, least.value);
    s.memory_factor =
        f.optional("factor", "bytes for each byte of the document; 0: it is streamed", 0.0, bytes_per_byte);
    s.peak_at = f.optional("reached", "share of the work after which the peak is reached",
                           figures.fallback<double>("memory.peak_at"), {0.0, 1.0, ""});
    s.on_exhaustion = f.optional(
        "on_exhaustion", "a handler that needs more than there is gets killed, or hangs until its timeout",
        figures.fallback<OnExhaustion>("memory.on_exhaustion"));
  });
}

}  // namespace

SpaceSettings read_space(LambdaMemory memory, Fields& fields, Figures& figures) {
  SpaceSettings s;
  s.memory = memory;
  read_memory(s, fields, figures);
  fields.section("tmp", "files in /tmp", [&](Fields& f) {
    s.tmp_free = figures.get<LambdaMemory>("tmp.free");
    s.tmp = f.optional("size", "of /tmp", s.tmp_free,
                       {s.tmp_free, figures.limit<LambdaMemory>("tmp.max"), "Lambda allows"});
    s.tmp_factor = f.optional("factor", "bytes written for each byte of the document", 0.0, bytes_per_byte);
    s.tmp_left = f.optional("leaves", "share of them that is never deleted", 0.0, {0.0, 1.0, ""});
  });
  return s;
}

}  // namespace garoa
