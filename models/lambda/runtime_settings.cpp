#include "models/lambda/runtime_settings.hpp"

namespace garoa {
namespace {

/// Compiled code, of custom runtimes, did not gain on arm64; of other runtimes that nobody measured 1 is taken.
std::string_view arm_speed_of(std::string_view runtime) {
  if (runtime.starts_with("python")) return "speed.arm64.python";
  if (runtime.starts_with("nodejs")) return "speed.arm64.nodejs";
  return runtime.starts_with("provided") ? "speed.arm64.provided" : "speed.arm64.other";
}

CpuShare read_cpu(const RuntimeSettings& s, Fields& fields, Figures& figures) {
  constexpr const char* meaning = "of the processor, relative to x86_64 at equal memory below one vCPU";
  const Range<double> range{0.01, 100.0, ""};
  const auto per_vcpu = figures.get<LambdaMemory>("memory.per_vcpu");
  const bool arm = s.architecture == CpuArchitecture::arm64;
  const double speed =
      arm ? fields.optional("speed", meaning, figures.fallback<double>(arm_speed_of(s.name)), range)
          : fields.optional("speed", meaning, 1.0, range);
  const auto full = arm ? figures.get<LambdaMemory>("memory.per_vcpu.arm64") : per_vcpu;
  auto cpu = CpuShare::of(s.memory, full);
  cpu.vcpu_speed = speed * CpuShare::of(full, per_vcpu).vcpus;
  return cpu;
}

/// What runs on a custom runtime is not in AWS's name of it. Compiled code is what starts fastest and is measured there.
std::string measured_name(const std::string& runtime) {
  return runtime == "provided.al2" || runtime == "provided.al2023" ? runtime + "-rust" : runtime;
}

}  // namespace

RuntimeSettings read_runtime(Fields& fields, Figures& figures) {
  RuntimeSettings s;
  s.name = measured_name(fields.required<std::string>(
      "runtime",
      "Lambda runtime, such as python3.12; provided.al2 and provided.al2023 stand for their -rust"));
  s.package = fields.optional("package", "deployment package", LambdaPackage::zip);
  s.architecture = fields.optional("architecture", "instruction set", CpuArchitecture::x86_64);
  s.memory = fields.optional("memory", "configured memory; CPU is in proportion",
                             figures.fallback<LambdaMemory>("memory.default"),
                             {figures.limit<LambdaMemory>("memory.min"),
                              figures.limit<LambdaMemory>("memory.max"), "Lambda allows"});
  s.cpu = read_cpu(s, fields, figures);
  return s;
}

}  // namespace garoa
