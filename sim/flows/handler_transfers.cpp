// How documents and results pass between a handler and S3.
//
// One connection: one request, however large the object, but for what S3 does not take in one PUT. Several connections are those
// of a transfer manager: a GET is one request for each of them, a range each; a PUT from the threshold on is a multipart upload,
// so many parts at once.
#include <algorithm>
#include <memory>

#include "sim/engine/wait_group.hpp"
#include "sim/flows/handler.hpp"

namespace garoa {

Task<Handler::End> Handler::transfer(Execution& execution, Bucket& bucket, const S3Request& request) {
  const auto pieces = pieces_of(bucket, request);
  if (pieces == 1) return exchange(execution, bucket, request);
  return exchange_pieces(execution, bucket, request, pieces);
}

std::uint32_t Handler::pieces_of(const Bucket& bucket, const S3Request& request) const {
  const auto& network = parts_.function.settings().network;
  const std::uint64_t bytes = request.document.bytes;
  if (request.operation == S3Operation::get)
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(bytes, 1, network.connections));
  const auto& client = bucket.settings().client;
  const auto threshold = client.multipart_threshold.value_or(network.multipart_threshold).count();
  const bool in_parts = network.connections > 1 ? bytes >= threshold : bytes > network.put_max.count();
  if (!in_parts) return 1;
  const auto part = client.multipart_part.value_or(network.multipart_part).count();
  return static_cast<std::uint32_t>((bytes + part - 1) / part);
}

/// A request at a bucket's door with its retries, and the way of its bytes.
Task<Handler::End> Handler::exchange(Execution& execution, Bucket& bucket, S3Request request) {
  for (;; ++request.attempt) {
    const End signed_off = spend_on_requests(execution, Peer::s3, 1);
    co_await catch_up(execution);
    if (signed_off == End::deadline) co_return End::deadline;
    const auto answer = bucket.ask(request);
    const End answered = spend(execution, bucket.latency_name(request.operation), answer.seconds);
    if (answered == End::deadline) co_return End::deadline;
    if (answer.refusal == Refusal::none) break;
    co_await catch_up(execution);
    bucket.refused(request, answer.refusal);
    const auto pause = bucket.pause(request, answer.refusal, retry_of(bucket));
    if (!pause) co_return End::failed;
    const End rested = stand_in_line(execution, bucket.refusal_name(answer.refusal), *pause);
    if (rested == End::deadline) co_return End::deadline;
  }
  const double transfer = transfer_time(execution, bucket, request);
  if (transfer <= 0) co_return End::done;
  co_return carry(execution, transfer, request.document.bytes);
}

Handler::End Handler::carry(Execution& execution, double seconds, std::uint64_t bytes) {
  const End carried = spend(execution, parts_.function.names().network, seconds);
  if (parts_.vpc == nullptr) return carried;
  const auto& event = execution.event();
  const double held = parts_.vpc->pass_s3({bytes, event.document.flow, event.is_one_off()}) - execution.now;
  if (carried != End::done || held <= 0) return carried;
  return stand_in_line(execution, parts_.vpc->s3_way(), held);
}

/// As far as memory and /tmp allow: a document that exhausts them stops there.
double Handler::transfer_time(const Execution& execution, const Bucket& bucket, const S3Request& request) {
  const auto& client = bucket.settings().client;
  const auto bytes = static_cast<double>(request.document.bytes);
  if (request.operation != S3Operation::get)
    return parts_.function.send_time(execution.invocation, execution.now, bytes,
                                     client.put_rate_per_connection);
  const double whole = parts_.function.receive_time(execution.invocation, execution.now, bytes,
                                                    client.get_rate_per_connection);
  if (whole <= 0) return 0;
  const auto limit = exhausted_by(execution);
  return limit ? whole * limit->at : whole;
}

/// As many pieces are asked for at once as there are connections; their bytes share the function's network.
Task<Handler::End> Handler::exchange_pieces(Execution& execution, Bucket& bucket, S3Request request,
                                            std::uint32_t pieces) {
  const bool up = request.operation == S3Operation::put;
  S3Request whole = request;
  whole.document.bytes = 0;
  if (up) {
    whole.operation = S3Operation::create_upload;
    whole.purpose = Purpose{"handler: create"}.at(request.purpose.index());
    const End created = co_await exchange(execution, bucket, whole);
    if (created != End::done) co_return created;
    request.operation = S3Operation::upload_part;
  }
  const End prepared = spend_on_requests(execution, Peer::s3, pieces);
  co_await catch_up(execution);
  if (prepared != End::done) co_return prepared;
  const End asked = co_await ask_for_pieces(execution, bucket, request, pieces);
  if (asked != End::done) co_return asked;
  const double transfer = transfer_time(execution, bucket, request);
  const End carried = carry(execution, transfer, request.document.bytes);
  if (carried != End::done || !up) co_return carried;
  whole.operation = S3Operation::complete_upload;
  whole.purpose = Purpose{"handler: complete"}.at(request.purpose.index());
  co_return co_await exchange(execution, bucket, whole);
}

/// Pieces that the connections ask for, one after the other.
struct Handler::Asking {
  Asking(Simulator& simulator, Bucket& at, const S3Request& of, double until)
      : bucket{at}, request{of}, deadline{until}, over{simulator} {
    over.add();
  }
  void end(End with) {
    if (ended != End::done) return;
    ended = with;
    over.done();
  }

  Bucket& bucket;
  S3Request request;
  double deadline;
  WaitGroup over;
  std::uint32_t pieces = 0;
  std::uint32_t running = 0;  // connections
  std::uint32_t next = 0;     // piece
  End ended = End::done;      // else settled (all are served), failed or deadline
  double paused = 0;          // of the connection that is done last
  Refusal refusal = Refusal::none;
};

/// The waits are those of the connection that is done last.
Task<Handler::End> Handler::ask_for_pieces(Execution& execution, Bucket& bucket, const S3Request& request,
                                           std::uint32_t pieces) {
  const auto connections = std::min(parts_.function.settings().network.connections, pieces);
  const auto asking = std::make_shared<Asking>(run_.simulator, bucket, request, execution.deadline);
  asking->pieces = pieces;
  asking->running = connections;
  const Document document = request.document;
  const double began = run_.now();
  for (std::uint32_t i = 0; i < connections; ++i) run_.simulator.start(ask_on(asking));
  co_await asking->over;
  execution.now = run_.now();
  waited(document, bucket.latency_name(request.operation), run_.now() - began - asking->paused, 0);
  if (asking->paused > 0)
    waited(document, bucket.refusal_name(asking->refusal), asking->paused, asking->paused);
  co_return asking->ended == End::settled ? End::done : asking->ended;
}

Process Handler::ask_on(std::shared_ptr<Asking> asking) {
  double paused = 0;
  while (asking->ended == End::done && asking->next < asking->pieces) {
    const bool served = co_await ask_for_piece(*asking, asking->next++, paused);
    if (!served) co_return;
  }
  if (--asking->running > 0) co_return;
  asking->paused = paused;
  asking->end(End::settled);
}

/// With its retries, between which it pauses; false if the pieces are over before it is served.
Task<bool> Handler::ask_for_piece(Asking& asking, std::uint32_t piece, double& paused) {
  S3Request request = asking.request;
  const std::uint64_t bytes = request.document.bytes;
  request.purpose = request.purpose.at(piece);
  request.document.bytes = bytes * (piece + 1) / asking.pieces - bytes * piece / asking.pieces;
  for (;; ++request.attempt) {
    const auto answer = asking.bucket.ask(request);
    const bool in_time = co_await pass(asking, answer.seconds);
    if (!in_time) co_return false;
    if (answer.refusal == Refusal::none) co_return true;
    asking.refusal = answer.refusal;
    asking.bucket.refused(request, answer.refusal);
    const auto pause = asking.bucket.pause(request, answer.refusal, retry_of(asking.bucket));
    if (!pause) {
      asking.end(End::failed);
      co_return false;
    }
    const bool rested = co_await pass(asking, *pause);
    if (!rested) co_return false;
    paused += *pause;
  }
}

/// False if the pieces are over by then: by this one's deadline, or by another's end.
Task<bool> Handler::pass(Asking& asking, double seconds) {
  const double left = asking.deadline - run_.now();
  co_await run_.simulator.delay(std::clamp(seconds, 0.0, std::max(left, 0.0)));
  if (seconds > left) asking.end(End::deadline);
  co_return asking.ended == End::done;
}

}  // namespace garoa
