// A CloudWatch Logs group and the agents that feed it, one on each host.
//
// Modelled: the agent keeps records in a buffer until a PutLogEvents call was accepted. A call leaves when `flush_interval`
// has passed since the first record in it, or at once when the next record would break a limit of the call (bytes, with 26
// for each record; records: `batch`, at most the service's 10,000). Calls do not wait for each other. A call above the
// quota of the account, or above the limit of its stream while there was one (until 2023: `aws_date`), is refused;
// the agent repeats it after random pauses that double, `retries` times. Records become visible after the call
// and the delivery delay. Ingested bytes (message plus 26 bytes each) and compressed storage are billed; what is
// older than the retention is stored no more, day by day.
//
// A record is lost for good with one of the reasons
//   oversize             its message is larger than the service takes
//   buffer_overflow      the buffer has no room for it
//   throttle_exhausted   its call was refused once more often than `retries`
//   crash_before_flush   the agent crashed while it was in the buffer or waited for a retry; a call under way still counts
//
// Not modelled: the objects that an export leaves in its bucket (what is exported is named on the bill, without a price), other software that
// uses the account's quota; records rejected as too old (retries end long before 14 days);
// the agent's own CPU and network. Putting a record costs the caller no time. In Flow 2 the agent is Lambda's own;
// functions write records of their own sizes (Lambda's START, END and REPORT, and what the function itself says). The
// buffer is each agent's, the quotas are the group's and the account's.
//
// Settings: cloudwatch_logs_settings.hpp.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "models/cloudwatch_logs/cloudwatch_logs_settings.hpp"
#include "models/cloudwatch_logs/log_agent.hpp"
#include "models/cloudwatch_logs/put_quota.hpp"
#include "models/failing.hpp"
#include "models/kms/data_key.hpp"
#include "models/measured.hpp"
#include "models/unbilled.hpp"
#include "sim/workload/document_sizes.hpp"

namespace garoa {

class LogGroup final : public Service, public Crashing {
 public:
  /// `kms` gives the key of a group that has one.
  LogGroup(const Run& run, LogGroupSettings settings, PutQuota& account, Kms* kms = nullptr);

  /// The agent on this host.
  [[nodiscard]] LogAgent& agent_on(const std::string& host);
  /// Records of AWS's own: hands them to the agent that belongs to no host. `one_off`: no month repeats them; `document`: whose way they
  /// tell a part of.
  void put(std::uint32_t records = 1, bool one_off = false, DocumentKey document = no_document) {
    own_agent().put(records, one_off, document);
  }
  /// Likewise one of a given message size.
  void put_sized(std::uint64_t message, bool one_off, const DocumentsOfRecord& of) {
    own_agent().put_sized(message, one_off, of);
  }
  /// What all agents hold is gone; they are back at once.
  void crash() override;

  // For the agents.
  [[nodiscard]] NameId name() const { return name_; }
  [[nodiscard]] const LogGroupSettings& settings() const { return settings_; }
  [[nodiscard]] std::uint64_t size_of_next();
  [[nodiscard]] std::uint64_t next_batch() { return batches_++; }
  /// Makes a call; false if a quota refuses it, CloudWatch Logs' own or that of KMS.
  [[nodiscard]] bool accepts_call();
  /// Seconds until a refused call is repeated.
  [[nodiscard]] double pause(std::uint64_t number, std::uint32_t attempt) const;
  void bill(const Unbilled& bytes) { unbilled_.add(bytes); }
  /// `documents`: of each record one, or all those of a single record.
  void lose(std::uint64_t records, std::span<const DocumentKey> documents, Reason reason);

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  void keep(std::uint64_t ingested);
  LogAgent& own_agent() {
    if (own_agent_ == nullptr) own_agent_ = &agent_on("");
    return *own_agent_;
  }

  const Run& run_;
  LogGroupSettings settings_;
  PutQuota& account_;
  PutQuota streams_;
  DataKey key_;
  SizeModel sizes_;
  std::optional<std::uint64_t> fixed_size_;
  Stream size_stream_;
  Stream retry_stream_;
  NameId name_;
  std::map<std::string, std::unique_ptr<LogAgent>> agents_;  // by host
  LogAgent* own_agent_ = nullptr;                            // of no host
  std::uint64_t records_ = 0;
  std::uint64_t batches_ = 0;
  Counted calls_;                          // refused ones included
  Unbilled unbilled_;                      // B
  std::uint64_t ingested_bytes_ = 0;       // and still kept
  std::deque<IngestedRecords> kept_days_;  // of them, with a retention
  TimeMeter storage_;
};

}  // namespace garoa
