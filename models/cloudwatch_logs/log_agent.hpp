// What sends the log records of one host to a CloudWatch Logs group: its buffer and its calls.
//
// The rules are the group's: models/cloudwatch_logs/cloudwatch_logs.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "models/measured.hpp"
#include "models/unbilled.hpp"

namespace garoa {

class LogGroup;
class Vpc;

/// Whose way a record tells a part of: one document's, nobody's, or that of several, as of an invocation for a batch.
struct DocumentsOfRecord {
  DocumentKey one = no_document;
  std::shared_ptr<const std::vector<DocumentKey>> several = {};  // none: of `one`
};

class LogAgent {
 public:
  LogAgent(const Run& run, LogGroup& group) : run_{run}, group_{group}, held_level_{run} {}

  /// What it sends leaves an instance by way of this network. Without one nobody counts it.
  void send_through(Vpc& vpc) { vpc_ = &vpc; }
  /// Hands over `records` records of an operation that happened now. `one_off`: no month repeats them. `document`: whose way they tell a
  /// part of.
  void put(std::uint32_t records = 1, bool one_off = false, DocumentKey document = no_document);
  /// Hands over one record of a given message size.
  void put_sized(std::uint64_t message, bool one_off = false, const DocumentsOfRecord& of = {});
  /// What it holds is gone; it is back at once.
  void crash();

  [[nodiscard]] double most_held_bytes() const { return held_level_.maximum(); }

 private:
  /// The records of one call; `written` are the times of their operations, `documents` those that they are of. `several`: by their
  /// place, records that are of more than one.
  struct Batch {
    std::vector<double> written;
    std::vector<DocumentKey> documents;
    std::vector<std::pair<std::size_t, std::shared_ptr<const std::vector<DocumentKey>>>> several;
    std::uint64_t bytes = 0;
    Unbilled of_flows;  // the bytes

    /// It keeps its memory for others of that size.
    void clear();
  };

  void add(std::uint64_t message, bool one_off, const DocumentsOfRecord& of);
  void lose(Batch& batch, Reason reason);
  void set_held(std::uint64_t bytes);
  Process flush_later();
  void send();
  Process deliver(Batch batch, std::uint64_t number);
  [[nodiscard]] Task<std::optional<Reason>> call(std::uint64_t number);

  const Run& run_;
  LogGroup& group_;
  Vpc* vpc_ = nullptr;
  Batch buffer_;
  std::vector<Batch> spare_;
  bool flush_pending_ = false;
  std::uint64_t crashes_ = 0;
  std::uint64_t held_bytes_ = 0;  // in the buffer or in a call that was not accepted yet
  Level held_level_;
};

}  // namespace garoa
