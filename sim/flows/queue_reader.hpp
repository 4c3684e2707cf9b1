// Lambda's reading of an SQS queue for a function: batches of messages become invocations.
//
// Modelled: a batch goes out when it is full or its window is over (without a window as soon as a poller has
// found a message, which takes the queue's delivery time; the poller takes all that are there by then); batches at
// once begin at 5 and grow every second while messages are left waiting for them (function's `max_concurrency` and AWS's own
// maximum bound them), fall back when they were enough for a minute, and become fewer with each batch that failed,
// so that no more than more_per_minute / less_per_failure fail in a minute for long (with `partial_failures` they do
// not, as AWS says); a batch that no environment is free for
// is tried again after 1 s, doubling (back_off.hpp), until its messages are visible again; messages of a batch that
// failed come back after the visibility timeout, those that are done are deleted, with `partial_failures` also out of
// a batch that failed in part; empty long polls are billed.
// Not modelled: the size limit of a batch, pollers of their own for single batches. Nor that AWS gradually takes back batches at once after
// refusals (LAM services-sqs-errorhandling, which says neither how fast nor how far; a reserved concurrency it does not heed, WEB
// re:Post lambda-sqs-scaling, and reports of limits of 1 to 30 have messages refused until they are dead letters, WEB
// zaccharles.medium.com): while a function is refused more of its messages are received here than there, and some sooner become dead
// letters.
#pragma once

#include <optional>
#include <vector>

#include "models/lambda/function.hpp"
#include "models/measured.hpp"
#include "sim/flows/handler.hpp"
#include "sim/flows/queue_events.hpp"

namespace garoa {

class QueueReader final : public Service, private Timer {
 public:
  QueueReader(const Run& run, QueueEvents& source, Function& function, Handler& handler);

  /// The queue has one more message that can be received.
  void message_ready();

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  using Batch = std::vector<MessageQueue::Received>;
  using Deliveries = std::vector<Delivery>;  // of a batch

  void fire() override;
  void arm(double seconds);
  [[nodiscard]] std::uint32_t at_most() const;
  void hand_out(bool also_part_batches);
  Process work_off(Batch batch);
  [[nodiscard]] Task<std::optional<Function::Invocation>> start(Document document, std::uint32_t receipt);
  [[nodiscard]] Task<> invoke(const Batch& batch, Deliveries& deliveries, Function::Invocation& invocation);
  void slow_down();
  void fall_back();
  [[nodiscard]] bool too_few() const;
  Process grow();

  const Run& run_;
  QueueEvents& source_;
  MessageQueue& queue_;
  Function& function_;
  Handler& handler_;
  const QueueReading& reading_;
  double allowed_;      // batches at once
  double settled_ = 0;  // when they were too few, or fell back
  std::uint32_t running_ = 0;
  bool growing_ = false;
  Counted batches_;
  Counted messages_;
  TimeMeter empty_polls_;
  Stream delivery_stream_;
  Stream back_off_stream_;
  std::uint64_t found_ = 0;  // messages that were ready, of the whole run
};

}  // namespace garoa
