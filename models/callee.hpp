// What a handler calls while it runs, and waits for: a table, a topic, the service of another company.
//
// A caller asks, waits for the answer, and after a refusal asks again after a pause until the callee gives
// none. Waits are attributed to the callee's names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/retry/sdk_retry_settings.hpp"
#include "models/service.hpp"
#include "models/vpc/vpc_settings.hpp"

namespace garoa {

class Callee : public Service {
 public:
  enum class Kind { write, read };
  /// One try of a call.
  struct Request {
    Document document;
    Entity entity;          // the document as this caller works on it
    std::uint32_t attempt;  // of the handler, from 1
    std::uint32_t number;   // of the try within the call, from 1
    Kind kind = Kind::write;
    bool one_off = false;  // no month repeats it
    /// Tells the tries apart where random numbers are drawn.
    [[nodiscard]] Purpose purpose() const { return Purpose{"call"}.at(attempt).at(number - 1); }
  };
  struct Answer {
    Refusal refusal = Refusal::none;
    double queued = 0;   // s before the callee begins with it
    double seconds = 0;  // s from then to the answer
  };
  struct Names {
    NameId self, queue, throttle, errors;
  };

  Callee(const Run& run, const std::string& path)
      : names_{run.journal.intern(path), run.journal.intern(path + ".concurrency"),
               run.journal.intern(path + ".throttle"), run.journal.intern(path + ".errors")} {}

  [[nodiscard]] virtual Answer ask(const Request& request) = 0;
  /// Seconds of a call in the mean, without load and refusals.
  [[nodiscard]] virtual double usual_time(Kind kind) const = 0;
  /// Seconds from the refusal of a try to the next one; nothing when the caller gives up.
  [[nodiscard]] virtual std::optional<double> pause(const Request& request, Refusal refusal) const = 0;
  /// Whose endpoint a VPC would need; nothing for one outside AWS.
  [[nodiscard]] virtual std::optional<EndpointService> endpoint() const { return std::nullopt; }
  /// What a try of a call carries, there and back.
  [[nodiscard]] virtual std::uint64_t bytes_of(Kind kind) const = 0;
  [[nodiscard]] const Names& names() const { return names_; }

 private:
  Names names_;
};

/// How an AWS SDK asks again; each call for itself. Not modelled: the retry quota that an environment's calls share.
class SdkRetries {
 public:
  SdkRetries(const RetrySettings& settings, Stream stream) : settings_{settings}, stream_{stream} {}
  [[nodiscard]] std::optional<double> pause(const Callee::Request& request, Refusal refusal) const {
    if (request.number >= settings_.attempts) return std::nullopt;
    return settings_.pause(request.number, refusal, stream_.uniform(request.entity, request.purpose()));
  }

 private:
  RetrySettings settings_;
  Stream stream_;
};

}  // namespace garoa
