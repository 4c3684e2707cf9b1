// What a program is that speaks to S3: how much it does at once, what that costs its processor, how it cuts files.
//
// Shape: `tool` is a preset of figures; each can be given instead. `processes` multiply what it does. What a bucket says of its clients (parts,
// retries) holds for every tool. A time for each megabyte that is given has the parts' in it. Errors: numbers out of range.
// Figures: models/s3_client/s3_client.yaml.
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>

#include "models/retry/sdk_retry_settings.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

enum class S3Tool { aws_cli_v2, aws_crt, boto3, s5cmd, rclone, restic, sdk };
/// Which way its files go.
enum class S3Direction { up, down };

template <>
struct EnumNames<S3Tool> {
  static constexpr std::string_view kind = "tool";
  static constexpr std::array names{std::pair{std::string_view{"aws-cli-v2"}, S3Tool::aws_cli_v2},
                                    std::pair{std::string_view{"aws-crt"}, S3Tool::aws_crt},
                                    std::pair{std::string_view{"boto3"}, S3Tool::boto3},
                                    std::pair{std::string_view{"s5cmd"}, S3Tool::s5cmd},
                                    std::pair{std::string_view{"rclone"}, S3Tool::rclone},
                                    std::pair{std::string_view{"restic"}, S3Tool::restic},
                                    std::pair{std::string_view{"sdk"}, S3Tool::sdk}};
};

struct S3ToolSettings {
  std::uint32_t concurrency = 1;  // requests at once, of all its processes
  std::uint32_t files = 1;        // at once
  std::uint32_t parts = 1;        // of one file at once
  Bytes multipart_threshold;      // files of at least this size go in parts
  Bytes multipart_part;
  Bytes copy_threshold;           // likewise, of copies that S3 makes by itself
  std::uint32_t cpu_threads = 0;  // that compute at once; 0: as many as there are cores
  Seconds cpu_per_file;           // of one core
  Seconds cpu_per_request;
  Seconds cpu_per_mb;
  Seconds cpu_per_part;              // of a larger file, besides
  Seconds serial_per_mb;             // of one core, of one part of a file after the other
  std::uint32_t heads_per_file = 0;  // HEAD requests that it makes besides
  double put_round_trips = 0;        // further ones that a PUT waits for before its bytes flow
  Bytes pack;                        // small files are gathered to objects of this size; 0: each is one
  bool plain_parts = false;          // parts are objects of their own, which nobody creates or completes
  Seconds start;                     // of one core: the program's, at the beginning of a run
  bool hashes_data = false;  // its time for each megabyte is of the files, before they are made smaller
  RetrySettings retry;
};

/// Files are smaller where they are stored than where the program reads or writes them.
struct S3Compression {
  double ratio = 1;
  Seconds cpu_per_mb;  // of one core, for each 1,000,000 bytes of the files
  [[nodiscard]] std::uint64_t stored(std::uint64_t bytes) const {
    return ratio > 1 ? static_cast<std::uint64_t>(std::ceil(static_cast<double>(bytes) / ratio)) : bytes;
  }
  [[nodiscard]] std::uint64_t unpacked(std::uint64_t bytes) const {
    return ratio > 1 ? static_cast<std::uint64_t>(static_cast<double>(bytes) * ratio) : bytes;
  }
};

/// Who reads its tool.
struct S3ToolUse {
  S3Tool usual;  // where none is named
  S3Direction direction;
  bool of_many = false;  // programs without number: 0 stands for no limit of what is done at once
};
/// Reads `tool` and the keys that stand for its figures.
[[nodiscard]] S3ToolSettings read_s3_tool(Fields& fields, Catalogue& catalogue, const S3ToolUse& use);
/// How a plain SDK asks again.
[[nodiscard]] RetrySettings read_sdk_retry(Catalogue& catalogue);

}  // namespace garoa
