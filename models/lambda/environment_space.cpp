#include "models/lambda/environment_space.hpp"

#include <algorithm>

namespace garoa {
namespace {

Bytes bytes_of(LambdaMemory memory) {
  return Bytes{std::uint64_t{memory.count()} << 20};
}

}  // namespace

SpaceSettings read_space(LambdaMemory memory, Fields& fields, Figures& figures) {
  const Range<double> factor{0.0, 1000.0, ""};
  SpaceSettings s;
  s.memory = bytes_of(memory);
  fields.section("peak_memory", "that a handler needs", [&](Fields& f) {
    s.memory_base = f.optional("base", "without a document", figures.get<Bytes>("memory.base"));
    s.memory_factor =
        f.optional("factor", "bytes for each byte of the document; 0: it is streamed", 0.0, factor);
  });
  fields.section("tmp", "files in /tmp", [&](Fields& f) {
    s.tmp_free = figures.get<LambdaMemory>("tmp.free");
    s.tmp = f.optional("size", "of /tmp", s.tmp_free,
                       {s.tmp_free, figures.get<LambdaMemory>("tmp.max"), "Lambda allows"});
    s.tmp_factor = f.optional("factor", "bytes written for each byte of the document", 0.0, factor);
    s.tmp_left = f.optional("leaves", "share of them that is never deleted", 0.0, {0.0, 1.0, ""});
  });
  return s;
}

std::optional<Exhausted> exhausted(const SpaceSettings& space, std::uint64_t bytes, double in_tmp) {
  const auto size = static_cast<double>(bytes);
  std::optional<Exhausted> first;
  const auto limit = [&](Exhausted::What what, double room, double needed) {
    if (needed <= room) return;
    const double at = needed > 0 ? std::max(0.0, room) / needed : 0;
    if (!first || at < first->at) first = Exhausted{what, at};
  };
  limit(Exhausted::What::memory,
        static_cast<double>(space.memory.count()) - static_cast<double>(space.memory_base.count()),
        space.memory_factor * size);
  limit(Exhausted::What::tmp, static_cast<double>(bytes_of(space.tmp).count()) - in_tmp,
        space.tmp_factor * size);
  return first;
}

}  // namespace garoa
