// An SQS standard queue.
//
// Modelled: the latency of SendMessage; messages in the order of arrival; a received message is invisible for the visibility timeout and
// comes back unless it is deleted by then; after `max_receives` receipts it goes to the dead-letter queue
// instead of being received again; messages older than the retention are lost, wherever they are (in a
// dead-letter queue the age counts on); at most about 120,000 received and not deleted. Requests billed.
// Not modelled: the rare second delivery by SQS itself, delivery delay, FIFO queues, messages out of order.
//
// The queue knows messages as tickets; what they say is its owner's (sim/flows). Memory grows with the messages
// in the queue, not with those that went through it. Cost of a call: O(1).
//
// Settings: sqs_settings.hpp.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/callee.hpp"
#include "models/kms/data_key.hpp"
#include "models/measured.hpp"
#include "models/sqs/sqs_settings.hpp"

namespace garoa {

class MessageQueue final : public Callee, private Timer {
 public:
  /// A message; stale once it left the queue.
  struct Ticket {
    std::uint32_t slot;
    std::uint32_t generation;
  };
  /// Why a message left without being deleted.
  enum class Loss { retention, max_receives };
  class Owner {
   public:
    virtual ~Owner() = default;
    /// A message can be received.
    virtual void message_ready() = 0;
    /// The message left the queue at the age of `age` seconds.
    virtual void message_lost(Ticket ticket, double age, Loss loss) = 0;
  };

  /// `kms` gives the key of a queue that has one.
  MessageQueue(const Run& run, QueueSettings settings, Kms* kms = nullptr);

  /// The owner outlives the run.
  void set_owner(Owner& owner) { owner_ = &owner; }
  /// SendMessage: it is never refused.
  [[nodiscard]] Answer ask(const Request& /*request*/) override {
    return {Refusal::none, 0, settings_.send_latency.count()};
  }
  [[nodiscard]] double usual_time(Kind /*kind*/) const override { return settings_.send_latency.count(); }
  [[nodiscard]] std::optional<double> pause(const Request& /*request*/, Refusal /*refusal*/) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::optional<EndpointService> endpoint() const override { return EndpointService::sqs; }
  [[nodiscard]] std::uint64_t bytes_of(Kind /*kind*/) const override { return settings_.message.count(); }
  /// Whose document a message is about, and how large it is; one of 0 bytes is as large as the queue's settings say.
  struct Content {
    std::optional<NameId> flow = {};
    std::uint64_t bytes = 0;
  };
  /// A new message, `sent` before or now.
  Ticket send(double sent, Content content);
  /// One that waits from before the run on: nobody pays for its sending.
  Ticket hold(double sent, Content content);
  struct Received {
    Ticket ticket;
    std::uint32_t receives;  // this one included
    double sent;
  };
  /// Takes up to `most` messages; fewer when there are not so many, or too many are in flight.
  void receive(std::size_t most, std::vector<Received>& into);
  /// Deletes a batch of messages; those that are gone already do not matter.
  void remove(const std::vector<Received>& batch);

  /// Messages that can be received.
  [[nodiscard]] std::uint64_t ready() const { return ready_count_; }
  [[nodiscard]] bool is_there(Ticket ticket) const {
    return messages_[ticket.slot].generation == ticket.generation;
  }
  [[nodiscard]] double oldest_age() const;
  [[nodiscard]] const QueueSettings& settings() const { return settings_; }

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  static constexpr NameId of_no_flow = ~NameId{0};
  struct Message {
    double sent = 0;
    std::uint64_t bytes = 0;
    std::uint32_t generation = 0;
    std::uint32_t receives = 0;
    bool in_flight = false;
    NameId flow = of_no_flow;
    std::uint32_t older = none;  // neighbours by age
    std::uint32_t newer = none;
  };
  struct Return {
    double time;
    Ticket ticket;
    std::uint32_t receives;
  };

  Ticket put(double sent, Content content);
  void fire() override;
  void arm();
  void make_ready(Ticket ticket);
  void lose(std::uint32_t slot, Loss loss);
  void leave(std::uint32_t slot);
  void link(std::uint32_t slot);
  void set_ready_count(std::uint64_t count);
  void set_in_flight(std::uint64_t count);
  /// Billed requests of a call that carries so many bytes.
  [[nodiscard]] std::uint64_t requests_for(std::uint64_t bytes) const;
  void bill_receipts(std::span<const Received> received);
  /// Calls that carry up to `batch` of these messages each: told apart by flow where a call is of one flow's alone.
  void bill_deletions(std::span<const Received> messages);
  [[nodiscard]] std::optional<NameId> flow_of(std::span<const Received> messages) const;

  const Run& run_;
  QueueSettings settings_;
  DataKey sending_;
  DataKey receiving_;
  NameId depth_metric_;
  NameId age_metric_;
  Owner* owner_ = nullptr;
  std::vector<Message> messages_;
  std::vector<std::uint32_t> free_slots_;
  std::deque<Ticket> ready_;    // stale ones included
  std::deque<Return> returns_;  // of messages in flight, in the order of time
  std::uint32_t oldest_ = none;
  std::uint32_t newest_ = none;
  std::uint64_t ready_count_ = 0;
  std::uint64_t in_flight_ = 0;
  Level depth_;
  Level in_flight_level_;
  Spread ages_;  // of messages that left
  Counted sent_;
  std::uint64_t held_ = 0;  // from before the run
  Counted received_;
  Counted deleted_;
  Counted expired_;
  Counted dead_letters_;
  std::map<std::optional<NameId>, std::uint64_t>
      unbilled_;  // requests, by the flow whose messages they are of
};

}  // namespace garoa
