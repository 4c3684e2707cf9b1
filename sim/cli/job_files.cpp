#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/cli/shards.hpp"

namespace garoa::cli {
namespace {

using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

/// Source: AWS Batch user guide, "Array jobs".
constexpr std::uint32_t most_of_batch = 10'000;

/// Of a point whose plan has no `limits: { memory: ... }`, and of the process that starts the points: some times what the shipped scenarios take.
constexpr double usual_memory = 512.0 * 1024 * 1024;
constexpr double own_memory = 256.0 * 1024 * 1024;
constexpr double mebibyte = 1024.0 * 1024;

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
  if (job.jobs) words.insert(words.end(), {"--jobs", fmt::format("{}", *job.jobs)});
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
{4}#SBATCH --requeue
#SBATCH --open-mode=append
exec {2}{3}
)",
                     merge_line(job), job.shards, shell_line(command_of(job)),
                     job.jobs ? "" : " --jobs \"${SLURM_CPUS_PER_TASK:-1}\"",
                     job.jobs ? fmt::format("#SBATCH --cpus-per-task={}\n", *job.jobs) : "");
}

/// In a container a program sees the cores of the whole machine: there a shard runs one point at once, if nothing else is said.
JobFile in_container(JobFile job) {
  job.jobs = job.jobs.value_or(1);
  return job;
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
  json["containerOverrides"]["command"] = command_of(in_container(job));
  json["containerOverrides"]["environment"] =
      Json::array({Json{{"name", "GAROA_SHARDS"}, {"value", fmt::format("{}", job.shards)}}});
  if (job.jobs)
    json["containerOverrides"]["resourceRequirements"] =
        Json::array({Json{{"type", "VCPU"}, {"value", fmt::format("{}", *job.jobs)}}});
  json["retryStrategy"]["attempts"] = 3;
  return json.dump(2) + "\n";
}

/// In MiB, what a shard needs at once at most.
double memory_of(const JobFile& job) {
  return std::ceil((own_memory + *job.jobs * job.point_memory.value_or(usual_memory)) / mebibyte);
}

/// For `kubectl apply -f FILE`. Requests are the limits, so that nothing is taken from a pod while it runs.
std::string kubernetes_file(const JobFile& given) {
  const auto job = in_container(given);
  std::string command;
  for (const auto& word : command_of(job))
    command += fmt::format("{}{}", command.empty() ? "" : ", ", Json(word).dump());
  const auto needs = fmt::format(R"({{ cpu: "{}", memory: {:.0f}Mi }})", *job.jobs, memory_of(job));
  return fmt::format(
      R"(# Start: kubectl apply -f THIS_FILE. The claim 'garoa' has the plan, its scenario and room for the results; pods on
# several nodes need one that they all may write to (ReadWriteMany). When all are done, where the claim is mounted:
#   {0}
# A pod that is killed goes on where it stopped. It has a core for each point at once (--jobs), and for each the memory of
# the plan's `limits.memory`{5}.
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
          resources:
            requests: {4}
            limits: {4}
          volumeMounts:
            - {{ name: work, mountPath: /work }}
      volumes:
        - name: work
          persistentVolumeClaim: {{ claimName: garoa }}
)",
      merge_line(job), job.shards, 3 * job.shards, command, needs,
      job.point_memory ? ""
                       : fmt::format(", which it lacks: {:.0f} MiB are assumed", usual_memory / mebibyte));
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
