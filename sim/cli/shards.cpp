#include "sim/cli/shards.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace garoa::cli {
namespace {

constexpr const char* slurm_task = "SLURM_ARRAY_TASK_ID";
constexpr const char* batch_task = "AWS_BATCH_JOB_ARRAY_INDEX";
constexpr const char* kubernetes_task = "JOB_COMPLETION_INDEX";
constexpr const char* own_count = "GAROA_SHARDS";

std::optional<std::uint32_t> number_in(const char* variable) {
  const char* const text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  std::string why;
  const auto number = Scalar<std::uint32_t>::parse(text, false, why);
  if (!number) throw UsageError{fmt::format("--shard auto: {}={} {}", variable, text, why)};
  return number;
}

std::uint32_t needed(const char* variable, const char* beside) {
  const auto number = number_in(variable);
  if (!number) throw UsageError{fmt::format("--shard auto: {} is set, but {} is not", beside, variable)};
  return *number;
}

Shard checked(std::uint64_t number, std::uint64_t of, const std::string& what) {
  if (of < 1) throw UsageError{fmt::format("--shard: {} is a part of none", what)};
  if (number < 1 || number > of)
    throw UsageError{fmt::format("--shard: {} is none of 1/{} to {}/{}", what, of, of, of)};
  return {static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(of)};
}

Shard shard_of_slurm(std::uint32_t task) {
  const auto count = needed("SLURM_ARRAY_TASK_COUNT", slurm_task);
  const auto first = number_in("SLURM_ARRAY_TASK_MIN").value_or(1);
  const auto step = std::max(number_in("SLURM_ARRAY_TASK_STEP").value_or(1), 1U);
  const auto what = fmt::format("task {} of an array from {} in steps of {}", task, first, step);
  if (task < first || (task - first) % step != 0)
    throw UsageError{fmt::format("--shard auto: there is no {}", what)};
  return checked(std::uint64_t{(task - first) / step} + 1, count, what);
}

Shard shard_of_scheduler() {
  if (const auto task = number_in(slurm_task)) return shard_of_slurm(*task);
  if (const auto index = number_in(batch_task)) {
    const auto size = number_in("AWS_BATCH_JOB_ARRAY_SIZE");
    return checked(std::uint64_t{*index} + 1, size ? *size : needed(own_count, batch_task),
                   fmt::format("array index {}", *index));
  }
  if (const auto index = number_in(kubernetes_task))
    return checked(std::uint64_t{*index} + 1, needed(own_count, kubernetes_task),
                   fmt::format("completion index {}", *index));
  throw UsageError{
      fmt::format("--shard auto: neither {}, {} nor {} is set", slurm_task, batch_task, kubernetes_task)};
}

}  // namespace

bool is_array_task() {
  return std::getenv(slurm_task) != nullptr || std::getenv(batch_task) != nullptr ||
         std::getenv(kubernetes_task) != nullptr;
}

Shard shard_of(const CommandLine& line) {
  if (!line.given("shard")) return {};
  const auto& text = line.get<std::string>("shard");
  if (text == "auto") return shard_of_scheduler();
  const auto slash = text.find('/');
  std::string why;
  const auto number = Scalar<std::uint32_t>::parse(text.substr(0, slash), false, why);
  const auto of = slash == std::string::npos
                      ? std::nullopt
                      : Scalar<std::uint32_t>::parse(text.substr(slash + 1), false, why);
  if (!number || !of)
    throw UsageError{fmt::format("--shard: '{}' is neither a part, such as 2/8, nor 'auto'", text)};
  return checked(*number, *of, fmt::format("'{}'", text));
}

}  // namespace garoa::cli
