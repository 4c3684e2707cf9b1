#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/cli/shards.hpp"

namespace garoa::cli {
namespace {

using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

/// Source: AWS Batch user guide, "Array jobs".
constexpr std::uint32_t most_of_batch = 10'000;

/// In single quotes where a shell would not take it as it is.
std::string shell_word(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./=:,+-";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string shell_line(const Words& words) {
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : " ") + shell_word(word);
  return line;
}

Words command_of(const JobFile& job) {
  Words words{"garoa", "sweep", job.plan, "--shard", "auto", "--out", job.out, "--quiet"};
  words.insert(words.end(), job.options.begin(), job.options.end());
  if (!job.jobs.empty()) words.insert(words.end(), {"--jobs", job.jobs});
  return words;
}

std::string merge_line(const JobFile& job) {
  return shell_line({"garoa", "merge", job.out, "--out", job.merged});
}

/// For `sbatch FILE`.
std::string slurm_file(const JobFile& job) {
  return fmt::format(R"(#!/bin/bash
# Start: sbatch THIS_FILE. A task that is killed or requeued goes on where it stopped. When all are done:
#   {0}
#SBATCH --job-name=garoa-sweep
#SBATCH --array=1-{1}
#SBATCH --ntasks=1
#SBATCH --requeue
#SBATCH --open-mode=append
exec {2}{3}
)",
                     merge_line(job), job.shards, shell_line(command_of(job)),
                     job.jobs.empty() ? " --jobs \"${SLURM_CPUS_PER_TASK:-1}\"" : "");
}

/// For `aws batch submit-job --cli-input-json file://FILE`.
std::string batch_file(const JobFile& job) {
  if (job.shards < 2 || job.shards > most_of_batch)
    throw UsageError{fmt::format("--shards: an array of AWS Batch has 2 to {} parts", most_of_batch)};
  Json json;
  json["jobName"] = "garoa-sweep";
  json["jobQueue"] = "garoa";
  json["jobDefinition"] = "garoa";
  json["arrayProperties"]["size"] = job.shards;
  json["containerOverrides"]["command"] = command_of(job);
  json["containerOverrides"]["environment"] =
      Json::array({Json{{"name", "GAROA_SHARDS"}, {"value", fmt::format("{}", job.shards)}}});
  json["retryStrategy"]["attempts"] = 3;
  return json.dump(2) + "\n";
}

/// For `kubectl apply -f FILE`.
std::string kubernetes_file(const JobFile& job) {
  std::string command;
  for (const auto& word : command_of(job))
    command += fmt::format("{}{}", command.empty() ? "" : ", ", Json(word).dump());
  return fmt::format(
      R"(# Start: kubectl apply -f THIS_FILE. The claim 'garoa' has the plan, its scenario and room for the results.
# A pod that is killed goes on where it stopped. When all are done, where the claim is mounted:
#   {0}
apiVersion: batch/v1
kind: Job
metadata:
  name: garoa-sweep
spec:
  completionMode: Indexed
  completions: {1}
  parallelism: {1}
  backoffLimit: {2}
  template:
    spec:
      restartPolicy: OnFailure
      containers:
        - name: garoa
          image: garoa
          command: [{3}]
          workingDir: /work
          env:
            - {{ name: GAROA_SHARDS, value: "{1}" }}
          volumeMounts:
            - {{ name: work, mountPath: /work }}
      volumes:
        - name: work
          persistentVolumeClaim: {{ claimName: garoa }}
)",
      merge_line(job), job.shards, 3 * job.shards, command);
}

}  // namespace

std::string job_file(const JobFile& job) {
  if (job.scheduler == "slurm") return slurm_file(job);
  if (job.scheduler == "batch") return batch_file(job);
  if (job.scheduler == "kubernetes") return kubernetes_file(job);
  throw UsageError{fmt::format("--emit: '{}' is not a scheduler{}; one of slurm, batch, kubernetes",
                               job.scheduler, did_you_mean(job.scheduler, {"slurm", "batch", "kubernetes"}))};
}

}  // namespace garoa::cli
