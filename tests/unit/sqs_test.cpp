// An SQS queue by itself.
#include <doctest/doctest.h>

#include <vector>

#include "models/sqs/sqs.hpp"
#include "tests/support/service_metrics.hpp"

namespace sqs_test {

using namespace garoa;

namespace {

struct Loss {
  double time;
  double age;
  MessageQueue::Loss why;
};

/// A queue whose messages are listed as they come and go.
class Queue : public MessageQueue::Owner {
 public:
  explicit Queue(QueueSettings settings) : queue{run, std::move(settings)} { queue.set_owner(*this); }
  ~Queue() override { simulator.shut_down(); }
  void message_ready() override { ready_at.push_back(simulator.now()); }
  void message_lost(MessageQueue::Ticket, double age, MessageQueue::Loss loss) override {
    losses.push_back({simulator.now(), age, loss});
  }

  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  MessageQueue queue;
  std::vector<double> ready_at;
  std::vector<Loss> losses;
};

QueueSettings settings() {
  QueueSettings s;
  s.name = "jobs";
  s.visibility_timeout = 30_s;
  s.retention = 100_s;
  s.message = Bytes{1024};
  s.billed_unit = 64_KiB;
  s.in_flight_max = 120'000;
  s.batch = 10;
  return s;
}

Process send_some(Queue& q, int count, double gap) {
  for (int i = 0; i < count; ++i) {
    (void)q.queue.send(q.simulator.now(), {});
    co_await q.simulator.delay(gap);
  }
}

Process receive_at(Queue& q, double time, std::size_t most, std::vector<MessageQueue::Received>& into) {
  co_await q.simulator.wait_until(time);
  q.queue.receive(most, into);
}

Process remove_at(Queue& q, double time, const std::vector<MessageQueue::Received>& batch) {
  co_await q.simulator.wait_until(time);
  q.queue.remove(batch);
}

double metric(Queue& q, const std::string& name) {
  const auto found = test::service_metric(q.queue, "sqs.jobs." + name);
  return found ? found->value : -1;
}

}  // namespace

TEST_CASE("sqs: a received message comes back after the visibility timeout unless it is deleted") {
  Queue q{settings()};
  std::vector<MessageQueue::Received> first;
  std::vector<MessageQueue::Received> second;
  q.simulator.start(send_some(q, 2, 1));
  q.simulator.start(receive_at(q, 5, 10, first));
  std::vector<MessageQueue::Received> one;
  q.simulator.start(receive_at(q, 36, 10, second));
  q.simulator.start(remove_at(q, 40, first));  // the receipts are old, the messages the same
  q.simulator.run(90);
  CHECK(first.size() == 2);
  CHECK(q.ready_at == std::vector<double>{0, 1, 35, 35});
  REQUIRE(second.size() == 2);
  CHECK(second[0].receives == 2);
  CHECK(metric(q, "received") == 4);
  CHECK(metric(q, "deleted") == 2);
  CHECK(metric(q, "depth.end") == 0);
  CHECK(metric(q, "in_flight.max") == 2);
  CHECK(metric(q, "oldest_age.max") == 40);
}

TEST_CASE("sqs: a message is lost at the end of its retention, ready or in flight") {
  Queue q{settings()};
  std::vector<MessageQueue::Received> taken;
  q.simulator.start(send_some(q, 3, 10));
  q.simulator.start(receive_at(q, 90, 1, taken));
  q.simulator.run(200);
  REQUIRE(q.losses.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(q.losses[i].time == 100 + 10.0 * static_cast<double>(i));
    CHECK(q.losses[i].age == 100);
    CHECK(q.losses[i].why == MessageQueue::Loss::retention);
  }
  CHECK(metric(q, "expired") == 3);
  CHECK_FALSE(q.queue.is_there(taken.front().ticket));
}

TEST_CASE("sqs: a message goes to the dead-letter queue instead of one receipt too many") {
  auto s = settings();
  s.max_receives = 2;
  Queue q{s};
  std::vector<MessageQueue::Received> taken;
  q.simulator.start(send_some(q, 1, 1));
  for (const double time : {1.0, 32.0, 63.0}) q.simulator.start(receive_at(q, time, 10, taken));
  q.simulator.run(90);
  CHECK(taken.size() == 2);
  REQUIRE(q.losses.size() == 1);
  CHECK(q.losses[0].time == 63);
  CHECK(q.losses[0].why == MessageQueue::Loss::max_receives);
  CHECK(metric(q, "dead_letters") == 1);
}

TEST_CASE("sqs: no more than so many are in flight") {
  auto s = settings();
  s.in_flight_max = 3;
  Queue q{s};
  std::vector<MessageQueue::Received> taken;
  std::vector<MessageQueue::Received> later;
  q.simulator.start(send_some(q, 5, 0));
  q.simulator.start(receive_at(q, 1, 10, taken));
  q.simulator.start(receive_at(q, 2, 10, later));
  q.simulator.run(20);
  CHECK(taken.size() == 3);
  CHECK(later.empty());
}

TEST_CASE("sqs: a request is billed for each started 64 KiB of a call, a call has up to ten messages") {
  auto s = settings();
  s.message = Bytes{20 * 1024};
  Queue q{s};
  std::uint64_t requests = 0;
  q.journal.on<events::Billed>([&](const auto& event) { requests += event.units; });
  std::vector<MessageQueue::Received> taken;
  q.simulator.start(send_some(q, 13, 0));
  q.simulator.start(receive_at(q, 1, 13, taken));
  q.simulator.start(remove_at(q, 2, taken));
  q.simulator.run(20);
  q.queue.sample(20);
  // 13 sends of 20 KiB; 200 KiB and 60 KiB received; two calls to delete.
  CHECK(requests == 13 + 4 + 1 + 2);
}

}  // namespace sqs_test
