#include "models/lambda/sdk_settings.hpp"

namespace garoa {
namespace {

/// As the figures name what was measured alike; a custom runtime is compiled code.
std::string kind_of(const std::string& runtime) {
  for (const char* const kind : {"python", "nodejs", "java"}) {
    if (runtime.starts_with(kind)) return kind;
  }
  return runtime.starts_with("provided") ? "compiled" : "other";
}

}  // namespace

std::string request_figure_of(const std::string& runtime) {
  return "request.cpu." + kind_of(runtime);
}

SdkSettings read_sdk(const std::string& runtime, bool first_is_given, Figures& figures) {
  SdkSettings s;
  s.request = figures.get<Seconds>(request_figure_of(runtime));
  s.first = first_is_given ? Seconds{0} : figures.get<Seconds>("request.first." + kind_of(runtime));
  s.period = figures.get<Seconds>("cpu.period");
  return s;
}

}  // namespace garoa
