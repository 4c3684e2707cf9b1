// What software reads from a volume made from a snapshot when it starts: a container image, the files of a
// database, a whole archive that is copied elsewhere.
//
// Modelled: some requests at once, each of which reads its part of the data in order, one piece after the
// other: a piece is first brought from S3 if it is not there, then read from the volume. The next pass finds
// everything on the volume. A piece is one block, or more of them when the data has very many.
// Not modelled: read-ahead other than by more requests, the page cache.
#pragma once

#include <cstdint>
#include <vector>

#include "models/ebs/snapshot_load.hpp"
#include "models/service.hpp"
#include "sim/engine/server_pool.hpp"

namespace garoa {

class EbsVolume;

class FirstRead {
 public:
  FirstRead(const Run& run, const FirstReadSettings& settings, Bytes block, EbsVolume& volume,
            SnapshotLoad& load);

  void begin(NameId flow) { run_.simulator.start(read(flow)); }
  /// `metrics` are the volume's.
  void finish(const MetricsOf& metrics) const;

 private:
  Process read(NameId flow);
  Process read_part(ServerPool::Place place, NameId flow, std::uint32_t pass, std::uint32_t part);

  const Run& run_;
  const FirstReadSettings& settings_;
  EbsVolume& volume_;
  SnapshotLoad& load_;
  NameId phase_;
  std::uint64_t piece_;
  ServerPool requests_;
  std::vector<double> seconds_;  // of each pass that ended
};

}  // namespace garoa
