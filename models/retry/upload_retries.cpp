#include "models/retry/upload_retries.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {

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
