#include "models/lambda/space_settings.hpp"

namespace garoa {

SpaceSettings read_space(LambdaMemory memory, Fields& fields, Figures& figures) {
  const Range<double> factor{0.0, 1000.0, ""};
  SpaceSettings s;
  s.memory = bytes_of(memory);
  fields.section("peak_memory", "that a handler needs", [&](Fields& f) {
    s.memory_base = f.optional("base", "without a document", figures.fallback<Bytes>("memory.base"));
    s.memory_factor =
        f.optional("factor", "bytes for each byte of the document; 0: it is streamed", 0.0, factor);
  });
  fields.section("tmp", "files in /tmp", [&](Fields& f) {
    s.tmp_free = figures.get<LambdaMemory>("tmp.free");
    s.tmp = f.optional("size", "of /tmp", s.tmp_free,
                       {s.tmp_free, figures.limit<LambdaMemory>("tmp.max"), "Lambda allows"});
    s.tmp_factor = f.optional("factor", "bytes written for each byte of the document", 0.0, factor);
    s.tmp_left = f.optional("leaves", "share of them that is never deleted", 0.0, {0.0, 1.0, ""});
  });
  return s;
}

}  // namespace garoa
