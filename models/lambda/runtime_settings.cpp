#include "models/lambda/runtime_settings.hpp"

namespace garoa {

RuntimeSettings read_runtime(Fields& fields, Figures& figures) {
  RuntimeSettings s;
  s.name = fields.required<std::string>("runtime", "Lambda runtime, such as python3.12");
  s.package = fields.optional("package", "deployment package", LambdaPackage::zip);
  s.architecture = fields.optional("architecture", "instruction set", CpuArchitecture::x86_64);
  s.memory = fields.optional("memory", "configured memory; CPU is in proportion",
                             figures.fallback<LambdaMemory>("memory.default"),
                             {figures.limit<LambdaMemory>("memory.min"),
                              figures.limit<LambdaMemory>("memory.max"), "Lambda allows"});
  s.cpu = CpuShare::of(s.memory, figures.get<LambdaMemory>("memory.per_vcpu"));
  return s;
}

}  // namespace garoa
