#include "models/lambda/runtime_kind.hpp"

namespace garoa {

std::string runtime_kind(const std::string& runtime) {
  for (const char* const kind : {"python", "nodejs", "java"}) {
    if (runtime.starts_with(kind)) return kind;
  }
  if (runtime.ends_with("-llrt")) return "llrt";
  return runtime.starts_with("provided") ? "compiled" : "other";
}

double threads_of_first(const std::string& runtime, Figures& lambda) {
  return runtime_kind(runtime) == "java" ? lambda.get<double>("first.threads.java") : 1;
}

}  // namespace garoa
