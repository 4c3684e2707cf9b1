// Queues that grow through the whole run: uploads and downloads without an answer, events of a function and messages of a queue that are
// still to be worked off, at equal hours (sim/core/queue_growth.hpp).
#pragma once

#include <array>
#include <string_view>

#include "sim/collect/download_metrics.hpp"
#include "sim/collect/function_metrics.hpp"
#include "sim/collect/metric_list.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/collect/upload_metrics.hpp"
#include "sim/core/queue_growth.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class QueueMetrics {
 public:
  /// Those that count what comes and goes outlive the run.
  QueueMetrics(Journal& journal, const QueuePeriods& periods, const UploadMetrics& uploads,
               const DownloadMetrics& downloads, const FunctionMetrics& functions);
  QueueMetrics(const QueueMetrics&) = delete;
  QueueMetrics& operator=(const QueueMetrics&) = delete;

  void add_metrics(MetricList& metrics) const;

 private:
  enum Kind : std::uint8_t { of_uploads, of_downloads, of_resources, kind_count };
  static constexpr std::array<std::string_view, kind_count> measures{".upload.", ".download.", "."};
  struct Queue {
    bool seen = false;
    QueueGrowth growth;
  };
  void look(double time);
  void add(Kind kind, NameId name, std::uint64_t came, std::uint64_t there);

  const Journal& journal_;
  QueuePeriods periods_;
  const UploadMetrics& uploads_;
  const DownloadMetrics& downloads_;
  const FunctionMetrics& functions_;
  double looked_at_ = -1;
  std::array<PerName<Queue>, kind_count> queues_;
};

}  // namespace garoa
