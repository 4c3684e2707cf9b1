// Which part of a sweep this process has, and how schedulers are told to start all of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/cli/cli.hpp"
#include "sim/results/sweep.hpp"

namespace garoa::cli {

/// --shard: "2/8", or `auto` for what the scheduler says in the environment:
///   Slurm         SLURM_ARRAY_TASK_ID, with _COUNT, _MIN and _STEP
///   AWS Batch     AWS_BATCH_JOB_ARRAY_INDEX, with AWS_BATCH_JOB_ARRAY_SIZE or GAROA_SHARDS
///   Kubernetes    JOB_COMPLETION_INDEX of an indexed job, with GAROA_SHARDS
/// Everything without the option. Errors: UsageError.
[[nodiscard]] Shard shard_of(const CommandLine& line);
/// Is this a task of an array, by the environment?
[[nodiscard]] bool is_array_task();

struct JobFile {
  std::string scheduler;  // slurm, batch, kubernetes
  std::string plan;
  std::string out;     // folder of the shards
  std::string merged;  // folder of the whole
  std::uint32_t shards = 1;
  std::optional<std::uint32_t> jobs =
      {};  // points of a shard at once; without: as many as the scheduler says
  std::optional<double> point_memory = {};  // bytes that a point may take, as the plan says
  std::vector<std::string> options;         // further ones of `garoa sweep`
};

/// A job file that starts every shard, as text. Errors: UsageError for an unknown scheduler.
[[nodiscard]] std::string job_file(const JobFile& job);

}  // namespace garoa::cli
