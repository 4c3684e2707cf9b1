// How clients try a failed request again (an upload, a call of another company's service): after a pause that
// doubles from try to try, each time shortened by chance (a uniform share of it), so that many clients do not come
// back at once.
//
// Settings: upload_retry_settings.hpp. Not modelled: clients that give up after a time.
#pragma once

#include <string>
#include <string_view>

#include "models/retry/upload_retry_settings.hpp"
#include "models/service.hpp"

namespace garoa {

class UploadRetries {
 public:
  /// `path` names its owner, such as "flows.intake".
  UploadRetries(const Run& run, const UploadRetrySettings& settings, const std::string& path);

  [[nodiscard]] std::uint32_t attempts() const { return settings_.attempts; }
  /// Seconds from the failure of the `attempt`-th try to the next one.
  [[nodiscard]] double pause(Entity request, std::uint32_t attempt) const {
    return pause(request, attempt, Purpose{"retry"}.at(attempt));
  }
  /// The same where attempts are numbered anew for the same entity: `purpose` tells all of them apart.
  [[nodiscard]] double pause(Entity request, std::uint32_t attempt, Purpose purpose) const;
  /// What pauses are attributed to.
  [[nodiscard]] NameId name() const { return name_; }

 private:
  UploadRetrySettings settings_;
  Stream stream_;
  NameId name_;
};

}  // namespace garoa
