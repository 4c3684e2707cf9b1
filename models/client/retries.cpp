#include "models/client/retries.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {

UploadRetrySettings read_retries(Fields& fields, std::string_view meaning, UploadRetrySettings defaults) {
  UploadRetrySettings s;
  fields.section("retries", meaning, [&](Fields& f) {
    s.attempts = f.optional<std::uint32_t>("attempts", "tries in all", defaults.attempts, {1, 100, ""});
    const Range<Seconds> pause{Seconds{0.001}, 1_d, ""};
    s.delay =
        f.optional("delay", "pause before the second try; it doubles from try to try, less a random share",
                   defaults.delay, pause);
    s.longest_delay = f.optional("longest_delay", "longest such pause", defaults.longest_delay, pause);
  });
  return s;
}

UploadRetries::UploadRetries(const Run& run, const UploadRetrySettings& settings, const std::string& path)
    : settings_{settings},
      stream_{run.stream(path + ".retries")},
      name_{run.journal.intern(path + ".retries")} {}

double UploadRetries::pause(Entity request, std::uint32_t attempt, Purpose purpose) const {
  const double full =
      std::min(settings_.delay.count() * std::exp2(attempt - 1), settings_.longest_delay.count());
  return full * stream_.uniform(request, purpose);
}

}  // namespace garoa
