// What does a transfer cost while many compete? All come from 50 clients' lines to one server, whose line is full, or in turn
// to several, where all lines are; when one ends its client begins the next, so that always as many are open. Prints
// microseconds of processor time for each.
//
//   share_bench [--full] [--servers N] OPEN
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <string>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/engine/physical_world.hpp"
#include "tests/bench/bench.hpp"

namespace garoa::bench {
namespace {

constexpr std::size_t clients = 50;
constexpr double line = 12.5e6;  // bytes per second

class Load {
 public:
  /// Clients' lines are those of the servers between them where there are several, so that both are full.
  Load(std::uint64_t open, std::uint64_t transfers, std::size_t servers)
      : open_{open}, transfers_{transfers} {
    for (std::size_t i = 0; i < servers; ++i) servers_.push_back(add(fmt::format("server {}", i), line));
    const double of_client = servers == 1 ? line : static_cast<double>(servers) * line / clients;
    for (std::size_t i = 0; i < clients; ++i) clients_.push_back(add(fmt::format("client {}", i), of_client));
  }
  /// Processor seconds.
  double run() {
    const auto before = std::clock();
    for (std::uint64_t i = 0; i < open_; ++i) simulator_.start(send_on(i));
    simulator_.run(1e12);
    return static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  }
  [[nodiscard]] const Digest& digest() const { return digest_; }

 private:
  Endpoint add(const std::string& name, double rate) {
    return world_.add_endpoint({name, BitsPerSecond{8 * rate}, BitsPerSecond{8 * rate}, Seconds{0}, 1});
  }
  /// Of exponential size.
  Process send_on(std::uint64_t first) {
    for (;;) {
      const auto number = begun_++;
      if (number >= transfers_) co_return;
      const double bytes = std::ceil(-1e6 * std::log(stream_.uniform(Entity::nth(number))));
      auto transfer = world_.transfer(clients_[first % clients], servers_[number % servers_.size()],
                                      static_cast<std::uint64_t>(bytes));
      co_await transfer;
      digest_.add(simulator_.now(), number);
    }
  }

  Simulator simulator_;
  PhysicalWorld world_{simulator_};
  Stream stream_{1, "share_bench"};
  std::uint64_t open_;
  std::uint64_t transfers_;
  std::uint64_t begun_ = 0;
  std::vector<Endpoint> servers_;
  std::vector<Endpoint> clients_;
  Digest digest_;
};

/// One load a process: SimGrid's engine exists once.
int run(const std::vector<std::string>& arguments) {
  const bool full = has_flag(arguments, "--full");
  const auto several = std::find(arguments.begin(), arguments.end(), "--servers");
  const std::size_t servers = several == arguments.end() ? 1 : std::stoull(*std::next(several));
  const std::uint64_t open = std::stoull(arguments.back());
  const std::uint64_t transfers = open + (full ? 1000000 : 20000);
  Load load{open, transfers, servers};
  const double seconds = load.run();
  fmt::print("{:>7} open, {} servers, {} transfers: {:.2f} us each  {:016x}\n", open, servers, transfers,
             1e6 * seconds / static_cast<double>(transfers), load.digest().value());
  return 0;
}

}  // namespace
}  // namespace garoa::bench

int main(int count, char** arguments) {
  return garoa::bench::run({arguments + 1, arguments + count});
}
