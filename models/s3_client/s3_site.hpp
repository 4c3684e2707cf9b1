// A site away from the region, whose programs reach S3 over one line that they share.
//
// Modelled: uplink and downlink, each shared evenly by the connections at work, none of which gets more than its own rate;
// the round trip between the site and the region. Not modelled: lost packets, other traffic of the site.
//
// Settings: s3_clients_settings.hpp. Cost: O(log n) a transfer, n connections at work.
#pragma once

#include <string>

#include "models/s3_client/s3_clients_settings.hpp"
#include "models/s3_client/s3_route.hpp"
#include "sim/engine/shared_resource.hpp"

namespace garoa {

class S3Site final : public S3Route {
 public:
  struct Rates {
    BytesPerSecond up;  // of one connection
    BytesPerSecond down;
  };
  /// `path` such as "flows.intake.client"; `transfer` is what a connection's own rate is attributed to.
  S3Site(const Run& run, const S3SiteSettings& settings, const std::string& path, Rates rates,
         NameId transfer);

  [[nodiscard]] Task<std::uint64_t> carry(Load load) override;

 private:
  struct Line {
    SharedResource bytes;  // per second
    double connection;     // bytes per second of one
    NameId name;
  };

  void waited(NameId flow, NameId phase, NameId resource, double seconds, double queueing) const;

  const Run& run_;
  NameId transfer_;
  Line up_;
  Line down_;
};

}  // namespace garoa
