// What a scenario says of the backup method file-copy.
//
// Shape: everything has a default; `tool` chooses the defaults of the program (models/s3_client). Errors: a pack larger than
// a PUT, HEAD of files in packs. Figures: models/backup/backup.yaml, models/s3_client/s3_client.yaml.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/s3_client/s3_connection_settings.hpp"
#include "models/s3_client/s3_tool_settings.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

enum class CopyMode { incremental, full };

template <>
struct EnumNames<CopyMode> {
  static constexpr std::string_view kind = "copy mode";
  static constexpr std::array names{std::pair{std::string_view{"incremental"}, CopyMode::incremental},
                                    std::pair{std::string_view{"full"}, CopyMode::full}};
};

/// How the tool learns what the bucket holds.
enum class CopyCompare { list, head };

template <>
struct EnumNames<CopyCompare> {
  static constexpr std::string_view kind = "comparison";
  static constexpr std::array names{std::pair{std::string_view{"list"}, CopyCompare::list},
                                    std::pair{std::string_view{"head"}, CopyCompare::head}};
};

struct FileAmount {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;

  FileAmount& operator+=(const FileAmount& more) {
    files += more.files;
    bytes += more.bytes;
    return *this;
  }
  /// None, where there are not so many.
  FileAmount& operator-=(const FileAmount& less) {
    files -= std::min(files, less.files);
    bytes -= std::min(bytes, less.bytes);
    return *this;
  }
  friend FileAmount operator+(FileAmount a, const FileAmount& b) { return a += b; }
  friend FileAmount operator-(FileAmount a, const FileAmount& b) { return a -= b; }
};

/// Files from before the run that were copied together, s of the run.
struct CopiedBefore {
  double time;
  FileAmount amount;
};

struct FileCopySettings {
  /// Before it copies, the tool walks over everything that is on the volume.
  struct Scan {
    Seconds per_file;
    Seconds per_directory;
    std::uint64_t directories = 0;
  };
  /// The tool keeps an entry for each file and directory that it has walked over.
  struct Memory {
    Bytes limit;
    Bytes per_entry;
  };
  /// What makes the files smaller before they are sent, and larger again when they are restored.
  struct Compression {
    S3Compression pack;
    S3Compression unpack;
  };
  /// One connection to the bucket, where it differs from one within the region.
  struct Stream {
    std::optional<BytesPerSecond> rate;
    Seconds latency;  // of a round trip
    std::uint32_t round_trips = 1;
  };

  CopyMode mode = CopyMode::incremental;
  CopyCompare compare = CopyCompare::list;
  S3ToolSettings tool;
  S3ConnectionSettings connections;
  std::optional<Bytes> pack;
  /// Files from before the run without a copy, where that is known (`begin_after`).
  std::optional<FileAmount> uncopied_at_start;
  double uncopied_since = 0;  // the last run's time before the run, s of the run
  /// Those with a copy, the first ones first, where copies expire. Without those that the bucket had at the scenario's start.
  std::vector<CopiedBefore> copied_before;
  Scan scan;
  std::optional<Memory> memory;
  Stream stream;
  Compression compression;
};

[[nodiscard]] FileCopySettings read_file_copy(Fields& fields, Catalogue& catalogue);

}  // namespace garoa
