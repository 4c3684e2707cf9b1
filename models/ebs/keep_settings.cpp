#include "models/ebs/keep_settings.hpp"

#include <fmt/format.h>

namespace garoa {

std::optional<KeepSettings> read_keep(Fields& fields, Figures& figures) {
  KeepSettings keep;
  const bool given = fields.maybe_section(
      "keep", "how long documents stay on the volume (default: for ever)", [&](Fields& f) {
        const Range<Seconds> ages{1_h, 36500_d, ""};
        keep.where = f.where();
        keep.age = f.maybe<Seconds>("for", "since their upload", ages);
        keep.after_copy = f.maybe<Seconds>("after_copy", "since the backup copied them", ages);
        keep.then = f.optional("then", "what becomes of them: in the backup's copies alone, or given up",
                               keep.after_copy ? Leaving::archive : Leaving::remove);
        keep.every = f.optional("every", "how often the program runs that clears the volume out",
                                figures.fallback<Seconds>("keep.every"), {1_min, 31_d, ""});
        if (!keep.age && !keep.after_copy && !f.describing())
          f.error("", fmt::format("'{}' lacks an age: 'for' or 'after_copy'", f.path()));
      });
  return given ? std::optional{keep} : std::nullopt;
}

}  // namespace garoa
