// Reads any text as a scenario. It must end in a scenario or in errors; and what `show` prints of a scenario
// must be one again.
//
// A broken promise ends the process, which is how libFuzzer is told.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "sim/scenario/load.hpp"
#include "sim/scenario/show.hpp"

namespace {

class Reader {
 public:
  std::optional<garoa::Scenario> read(const std::string& text) {
    diagnostics_ = {};
    auto scenario = garoa::load_scenario_text(text, "fuzz.yaml", "", {}, files_, diagnostics_);
    if (scenario.has_value() == diagnostics_.has_errors()) std::abort();
    return scenario;
  }

 private:
  garoa::Diagnostics diagnostics_;
  garoa::ModelFiles files_{"", diagnostics_};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Reader reader;
  const auto scenario = reader.read({reinterpret_cast<const char*>(data), size});
  if (scenario && !reader.read(garoa::show_scenario(*scenario->record))) std::abort();
  return 0;
}
