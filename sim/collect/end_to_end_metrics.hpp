// What the time from a document's arrival to its first effect, and on to the subscribers, went to.
#pragma once

#include <array>
#include <string_view>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class EndToEndMetrics {
 public:
  EndToEndMetrics(Journal& journal, double warmup);
  EndToEndMetrics(const EndToEndMetrics&) = delete;
  EndToEndMetrics& operator=(const EndToEndMetrics&) = delete;

  void add_metrics(MetricList& metrics) const;

 private:
  enum Part : std::size_t { upload, event, queue, init, run, downstream, total, notification, part_count };
  static constexpr std::array<std::string_view, part_count> names{
      "upload", "event", "queue", "init", "run", "downstream", "total", "notification"};
  struct Flow {
    bool seen = false;
    std::array<Histogram, part_count> parts;
  };

  const Journal& journal_;
  PerName<Flow> flows_;
};

}  // namespace garoa
