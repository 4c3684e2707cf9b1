// Connections of an environment: which of them a later invocation finds closed.
#include "models/lambda/kept_connections.hpp"

#include <doctest/doctest.h>

namespace kept_connections_test {

using garoa::KeptConnections;
using garoa::LostConnection;
using garoa::Peer;
using garoa::Seconds;

namespace {

constexpr LostConnection lost{
    .cpu = Seconds{8e-3}, .set_up = Seconds{2e-3}, .keep_alive = {Seconds{7}, Seconds{60}}};

}  // namespace

TEST_CASE("connections: the first one is nobody's loss, and stays open while its invocation runs") {
  KeptConnections connections;
  CHECK_FALSE(connections.ask(Peer::s3, 100, lost));
  CHECK_FALSE(connections.ask(Peer::s3, 500, lost));
}

TEST_CASE(
    "connections: idle time counts from the end of the invocation that asked last, for each peer by itself") {
  KeptConnections connections;
  (void)connections.ask(Peer::s3, 0, lost);
  (void)connections.ask(Peer::service, 0, lost);
  connections.rest(10);
  CHECK_FALSE(connections.ask(Peer::s3, 17, lost));
  connections.rest(20);
  connections.rest(25);  // of an invocation that asked nobody
  CHECK(connections.ask(Peer::s3, 27.5, lost));
  CHECK_FALSE(connections.ask(Peer::service, 70, lost));
  connections.rest(71);
  CHECK(connections.ask(Peer::service, 131.5, lost));
  CHECK_FALSE(connections.ask(Peer::service, 131.6, lost));
}

TEST_CASE("connections: those of a snapshot are gone when an environment is restored, each once") {
  auto connections = KeptConnections::lost_with_restore();
  CHECK(connections.ask(Peer::s3, 0, lost));
  CHECK_FALSE(connections.ask(Peer::s3, 1, lost));
  CHECK(connections.ask(Peer::service, 1e9, lost));
  CHECK_FALSE(connections.ask(Peer::unkept, 1, lost));
}

TEST_CASE("connections: what is left after each request cannot be lost") {
  KeptConnections connections;
  CHECK_FALSE(connections.ask(Peer::unkept, 0, lost));
  connections.rest(1);
  CHECK_FALSE(connections.ask(Peer::unkept, 1000, lost));
}

}  // namespace kept_connections_test
