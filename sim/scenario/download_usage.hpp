// What downloads of buckets are billed in the months ahead, as the settings say: by the class that the wanted documents lie in then.
//
// Clients want documents that lie exponentially far back from the newest (`recent_documents`). So the share of those that came before a time
// is exp(-uploads since / recent_documents), of those that are there; with what was there at the start (`existing`) of these too. What a
// rule has removed is asked for all the same, and not read; what lies in an archive is refused.
// Not computed: ranges of one download (a GET each), keys that come again, downloads that are given up.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/inflow.hpp"

namespace garoa {

class DownloadUsage {
 public:
  /// Until that time after the start of `origin`, which outlives it.
  DownloadUsage(const Scenario& origin, double until);

  using Used = std::pair<std::string, Meter>;
  /// All that downloads may use.
  [[nodiscard]] std::vector<Used> meters() const;
  [[nodiscard]] bool knows(const Used& used) const;

  /// The downloads of one flow.
  struct Stream {
    const RequestSettings* requests;
    double of_each;  // units that one takes in the mean
  };
  /// Of the meter, of downloads between two times since the start.
  [[nodiscard]] std::vector<Stream> streams(const Used& used, double from, double to) const;

 private:
  struct Source {
    const RequestSettings* downloads;
    const BucketSettings* bucket;
    double recent_documents;
    bool egress;
    SizeShares sizes;
    ExpectedArrivals uploads;
    ExpectedArrivals wanted;
  };
  /// Documents of a class, and bytes that are read of it, of one download.
  struct Reads {
    double objects = 0;
    double bytes = 0;
  };
  using ReadsByClass = std::array<Reads, storage_class_count>;
  [[nodiscard]] static ReadsByClass reads_at(const Source& source, double time);
  static void add_reads(const Source& source, ReadsByClass& reads, double share, std::int64_t days);
  static void add_existing(const Source& source, ReadsByClass& reads, double share, double time);
  [[nodiscard]] static double units_of(const Source& source, const Used& used, const ReadsByClass& reads);
  [[nodiscard]] static std::vector<Used> meters_of_source(const Source& source);

  std::vector<Source> sources_;
};

}  // namespace garoa
