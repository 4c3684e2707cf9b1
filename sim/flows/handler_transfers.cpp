// How documents and results pass between a handler and S3.
//
// One connection: one request, however large the object, but for what S3 does not take in one PUT. Several connections are those
// of a transfer manager: a GET is one request for each of them, a range each; a PUT from the threshold on is a multipart upload,
// so many parts at once.
#include <algorithm>
#include <vector>

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
    const auto answer = bucket.ask(request);
    const End answered = co_await spend(execution, bucket.latency_name(request.operation), answer.seconds);
    if (answered == End::deadline) co_return End::deadline;
    if (answer.refusal == Refusal::none) break;
    bucket.refused(request, answer.refusal);
    const auto pause = bucket.pause(request, answer.refusal, retry_of(bucket));
    if (!pause) co_return End::failed;
    const End rested = co_await stand_in_line(execution, bucket.refusal_name(answer.refusal), *pause);
    if (rested == End::deadline) co_return End::deadline;
  }
  const double transfer = transfer_time(execution, bucket, request);
  if (transfer <= 0) co_return End::done;
  co_return co_await spend(execution, parts_.function.names().network, transfer);
}

/// As far as memory and /tmp allow: a document that exhausts them stops there.
double Handler::transfer_time(const Execution& execution, const Bucket& bucket, const S3Request& request) {
  const auto& client = bucket.settings().client;
  const auto bytes = static_cast<double>(request.document.bytes);
  if (request.operation != S3Operation::get)
    return parts_.function.send_time(execution.invocation, bytes, client.put_rate_per_connection);
  const double whole =
      parts_.function.receive_time(execution.invocation, bytes, client.get_rate_per_connection);
  if (whole <= 0) return 0;
  const auto limit = exhausted_by(execution);
  return limit ? whole * limit->at : whole;
}

/// The pieces' latencies come in rows of as many as there are connections; their bytes share the function's network.
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
  const auto at_once = parts_.function.settings().network.connections;
  for (std::uint32_t first = 0; first < pieces; first += at_once) {
    const Pieces row{first, std::min(pieces, first + at_once), pieces};
    const End asked = co_await ask_for_row(execution, bucket, request, row);
    if (asked != End::done) co_return asked;
  }
  const double transfer = transfer_time(execution, bucket, request);
  const End carried = co_await spend(execution, parts_.function.names().network, transfer);
  if (carried != End::done || !up) co_return carried;
  whole.operation = S3Operation::complete_upload;
  whole.purpose = Purpose{"handler: complete"}.at(request.purpose.index());
  co_return co_await exchange(execution, bucket, whole);
}

/// Pieces that are asked for at once, each with its retries; the row is over when the slowest is.
Task<Handler::End> Handler::ask_for_row(Execution& execution, Bucket& bucket, S3Request request,
                                        Pieces pieces) {
  std::vector<std::uint32_t> open;
  for (auto piece = pieces.first; piece < pieces.end; ++piece) open.push_back(piece);
  const auto purpose = request.purpose;
  const std::uint64_t bytes = request.document.bytes;
  for (;; ++request.attempt) {
    Row row;
    std::erase_if(open, [&](std::uint32_t piece) {
      request.purpose = purpose.at(piece);
      request.document.bytes = bytes * (piece + 1) / pieces.of - bytes * piece / pieces.of;
      return ask_for_piece(bucket, request, row);
    });
    const End answered = co_await spend(execution, bucket.latency_name(request.operation), row.seconds);
    if (answered != End::done || open.empty()) co_return answered;
    if (row.given_up) co_return End::failed;
    const End rested = co_await stand_in_line(execution, bucket.refusal_name(row.refusal), row.pause);
    if (rested != End::done) co_return rested;
  }
}

/// True when it is served.
bool Handler::ask_for_piece(Bucket& bucket, const S3Request& request, Row& row) const {
  const auto answer = bucket.ask(request);
  row.seconds = std::max(row.seconds, answer.seconds);
  if (answer.refusal == Refusal::none) return true;
  row.refusal = answer.refusal;
  bucket.refused(request, answer.refusal);
  const auto pause = bucket.pause(request, answer.refusal, retry_of(bucket));
  row.given_up = row.given_up || !pause;
  row.pause = std::max(row.pause, pause.value_or(0));
  return false;
}

}  // namespace garoa
