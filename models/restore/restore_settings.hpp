// How a restore is done: by whom it is noticed and decided, with what it copies.
//
// Shape: everything has a default. Some keys concern file copies only, some snapshots only; that they fit the backup's
// method is for who knows it to check. Figures: models/restore/restore.yaml, models/ebs/ebs.yaml (snapshot.*).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/ebs/from_snapshot_settings.hpp"
#include "models/s3/storage_class.hpp"
#include "models/s3_client/s3_connection_settings.hpp"
#include "models/s3_client/s3_tool_settings.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// Which documents come first.
enum class RestoreOrder { oldest_first, newest_first };

template <>
struct EnumNames<RestoreOrder> {
  static constexpr std::string_view kind = "restore order";
  static constexpr std::array names{std::pair{std::string_view{"oldest-first"}, RestoreOrder::oldest_first},
                                    std::pair{std::string_view{"newest-first"}, RestoreOrder::newest_first}};
};

struct RestoreSettings {
  Seconds detect;     // until somebody has noticed and decided
  Seconds provision;  // until the volume is there to write on
  S3ToolSettings tool;
  S3ConnectionSettings connections;
  std::optional<S3CopyRates> copy_rates;  // of copies that S3 makes itself, where it does
  S3Compression compression;              // of the copies, as their job has it
  RestoreOrder order = RestoreOrder::oldest_first;
  double share = 0.95;  // of the requested documents, for R_p
  bool verify = false;
  RetrievalSpeed retrieval = RetrievalSpeed::standard;  // from archive classes
  std::optional<Seconds> again;  // until a tool that left files out is started again; none: never
  double dirty_share = 0;        // of the instance's memory, in which files wait for their way to the volume

  std::optional<BytesPerSecond> initialization_rate;
  // Restores from snapshots, see add_snapshot_figures().
  FromSnapshot from_snapshot;  // its size is that of the snapshot, known in the run
  /// Of an archived snapshot: the shortest and the longest time.
  std::pair<Seconds, Seconds> archive_restore;

  /// Keys given that concern one way of restoring only, with their places.
  using Given = std::vector<std::pair<std::string, Location>>;
  Given given_for_files;
  Given given_for_snapshots;
};

/// Of a loss somebody has to notice, and files that were left out are tried again; a drill begins when it is meant to, and shows what one
/// try brings back.
enum class RestoreOccasion { loss, drill };

[[nodiscard]] RestoreSettings read_restore(Fields& fields, Catalogue& catalogue, RestoreOccasion occasion);
/// What a restore from snapshots needs besides; apart, so that others do not name figures that they do not use.
void add_snapshot_figures(RestoreSettings& settings, std::string_view volume_type, Catalogue& catalogue);

}  // namespace garoa
