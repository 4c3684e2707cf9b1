#include "models/s3_client/s3_site.hpp"

#include <algorithm>

namespace garoa {

S3Site::S3Site(const Run& run, const S3SiteSettings& settings, const std::string& path, Rates rates,
               NameId transfer)
    : run_{run},
      transfer_{transfer},
      up_{{run.simulator, settings.uplink.count() / 8},
          rates.up.count(),
          run.journal.intern(path + ".uplink")},
      down_{{run.simulator, settings.downlink.count() / 8},
            rates.down.count(),
            run.journal.intern(path + ".downlink")} {}

/// What a transfer takes without others belongs to the slower of line and connection, the rest to the line.
Task<std::uint64_t> S3Site::carry(Load load) {
  Line& line = load.direction == S3Direction::up ? up_ : down_;
  JointUse use{run_.simulator};
  use.add(line.bytes, static_cast<double>(load.bytes), line.connection);
  const Patience::Hold hold{load.patience, use};
  const double took = co_await use;
  const double alone = use.served() / std::min(line.connection, line.bytes.fastest());
  const bool connection_is_slower = line.connection < line.bytes.fastest();
  waited(load.flow, load.phase, connection_is_slower ? transfer_ : line.name, std::min(alone, took), 0);
  waited(load.flow, load.phase, line.name, took - alone, took - alone);
  co_return static_cast<std::uint64_t>(use.served());
}

void S3Site::waited(NameId flow, NameId phase, NameId resource, double seconds, double queueing) const {
  if (seconds > 0) run_.journal.report(events::Waited{run_.now(), flow, phase, resource, seconds, queueing});
}

}  // namespace garoa
