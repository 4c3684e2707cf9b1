#include "models/lambda/sdk_settings.hpp"

#include "models/lambda/runtime_kind.hpp"

namespace garoa {

std::string request_figure_of(const std::string& runtime) {
  return "request.cpu." + runtime_kind(runtime);
}

SdkSettings read_sdk(const std::string& runtime, bool first_is_given, Figures& figures) {
  SdkSettings s;
  const bool compiled = runtime_kind(runtime) == "compiled";
  s.invocation = figures.get<Seconds>(compiled ? "invocation.cpu.compiled" : "invocation.cpu.other");
  s.request = figures.get<Seconds>(request_figure_of(runtime));
  s.first = first_is_given ? Seconds{0} : figures.get<Seconds>("request.first." + runtime_kind(runtime));
  s.first_threads = threads_of_first(runtime, figures);
  s.period = figures.get<Seconds>("cpu.period");
  return s;
}

}  // namespace garoa
