// What a handler reads beside its document: so many small objects of a bucket, by one or several threads. They lie in the class that the
// bucket's objects from before the run are in by then; out of an archive none can be read.
//
// Each GET waits for S3 and takes processor time of its own (of the SDK: signing, TLS, parsing). Threads overlap the waits; the
// processor time of all of them goes through one thread at a time, as in Python and Node, at the memory's share of a vCPU.
//
// A GET that has no open connection makes one: each of those whose answers are not read to their end (`keep_alive: false`). That costs processor
// time (TLS) and round trips. Not modelled: that of more threads than an SDK keeps connections some make one anew.
//
// Shape: one thread, connections that are kept, the processor time of the runtime's SDK unless given. Errors: no object, no bucket.
// Figures: models/lambda/lambda.yaml, request.cpu.*, connection.*; models/s3_client/s3_client.yaml, connection.set_up.*, region.*.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct ReadSettings {
  Reference bucket;
  std::uint32_t count = 1;  // objects of each document
  Bytes size;
  std::uint32_t threads = 1;
  Seconds cpu;      // of a GET, at one vCPU of x86_64
  Seconds connect;  // for its connection, likewise, where none is kept
  Seconds set_up;   // waits for that connection, before each GET
};

[[nodiscard]] std::optional<ReadSettings> read_reads(const std::string& runtime, Fields& fields,
                                                     Catalogue& catalogue);

}  // namespace garoa
