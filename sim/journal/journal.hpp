// The Journal carries events from flows and services to observers. Reporting an event that nobody observes
// costs one comparison.
//
// Observers are called synchronously, in the order in which they subscribed, and must not throw or start
// simulated work. They live at least as long as the run.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/journal/events.hpp"

namespace garoa {

class Journal {
 public:
  Journal() = default;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Calls `observer(const Event&)` for each later event of the type.
  template <class Event, class Observer>
  void on(Observer observer) {
    std::get<Channel<Event>>(channels_).observers.emplace_back(std::move(observer));
  }
  template <class Event>
  void report(const Event& event) const {
    for (const auto& observer : std::get<Channel<Event>>(channels_).observers) observer(event);
  }
  template <class Event>
  [[nodiscard]] bool heard() const {
    return !std::get<Channel<Event>>(channels_).observers.empty();
  }

  /// The id of a name; the same for equal names.
  NameId intern(std::string_view name);
  /// The flow of that path, such as "flows.intake".
  [[nodiscard]] FlowId flow(std::string_view path) { return {intern(path), path}; }
  [[nodiscard]] const std::string& name(NameId id) const { return names_[id]; }
  [[nodiscard]] std::size_t name_count() const { return names_.size(); }

 private:
  template <class Event>
  struct Channel {
    std::vector<std::function<void(const Event&)>> observers;
  };
  template <class... Events>
  using Channels = std::tuple<Channel<Events>...>;

  Channels<events::UploadStarted, events::UploadAcknowledged, events::UploadRejected, events::UploadRetried,
           events::DownloadStarted, events::DownloadFinished, events::DownloadFailed, events::Waited,
           events::DocumentProtected, events::DocumentCopiedAgain, events::EarlierProtected,
           events::DocumentReplicated, events::BackupDue, events::BackupStarted, events::BackupWentOn,
           events::BackupSkipped, events::BackupFinished, events::BackupCopied, events::PointsGone,
           events::CopiesGone, events::FailureStarted, events::FailureEnded, events::DocumentsLost,
           events::DocumentsLeft, events::RestoreStarted, events::RestoreFinished, events::ObjectCreated,
           events::EventQueued, events::CallAdmitted, events::EventPassedOver, events::EventHandled,
           events::InvocationStarted, events::InvocationFinished, events::Throttled,
           events::ConcurrencyChanged, events::DocumentProcessed, events::OutOfOrder, events::DocumentDropped,
           events::DocumentSuperseded, events::CallFinished, events::NotificationSent, events::Notified,
           events::DeliveryRetried, events::DeliveryFailed, events::LogRecordsWritten,
           events::LogRecordsIngested, events::LogRecordsLost, events::Billed, events::LevelSampled,
           events::QueueSampled, events::FullExpected, events::WorkersChanged, events::Sampled,
           events::Halfway, events::RunFinished>
      channels_;
  std::deque<std::string> names_;
  std::unordered_map<std::string, NameId> ids_;
};

}  // namespace garoa
