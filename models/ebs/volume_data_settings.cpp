#include "models/ebs/volume_data_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/moment.hpp"

namespace garoa {

VolumeData read_volume_data(Fields& fields, Figures& figures, Bytes volume_size, Bytes held,
                            const MomentClock& clock) {
  VolumeData data;
  const std::optional<Bytes> most = volume_size.count() > 0 ? std::optional{volume_size} : std::nullopt;
  data.at_start = fields.optional<Bytes>("data_at_start", "data on the volume from before the run", held,
                                         {held, most, "the volume allows"});
  if (data.at_start.count() > 0 || fields.describing()) {
    const auto size = figures.fallback<Bytes>("data_at_start.file_size");
    const std::uint64_t most_files = 1'000'000'000;
    const auto given = fields.maybe<std::uint64_t>(
        "files_at_start", "files that this data is (default: one for each MB)", {1, most_files, ""});
    if (!given) size.used();
    data.files =
        given.value_or(std::clamp<std::uint64_t>(data.at_start.count() / size.value.count(), 1, most_files));
    if (!given) fields.resolve("files_at_start", fmt::format("{}", data.files));
  }
  fields.maybe_section("rewrites", "software that overwrites part of that data", [&](Fields& f) {
    data.rewritten = f.optional<Bytes>("area", "so much of it is overwritten again and again", data.at_start,
                                       {Bytes{0}, data.at_start, "the data allows"});
    data.rewrite_rate = f.required<BytesPerSecond>("rate", "how fast, at random places in the area");
    data.rewrite_from =
        maybe_moment_of_scenario(f, "from", "when it begins (default: at the start of the run)", clock)
            .value_or(Seconds{0});
  });
  return data;
}

}  // namespace garoa
