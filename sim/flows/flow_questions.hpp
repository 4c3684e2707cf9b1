// What a scenario asks of a flow, and what it tells the flow for it. The answers stand in the settings of each kind
// (ec2_ebs_s3_settings.hpp and its neighbours); whoever asks knows no kind.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/backup/backup_settings.hpp"
#include "models/ebs/volume_settings.hpp"
#include "models/ec2/ec2_settings.hpp"
#include "models/failure/failure_settings.hpp"
#include "models/lambda/function_settings.hpp"
#include "models/restore/restore_settings.hpp"
#include "models/s3/bucket_settings.hpp"
#include "models/sns/sns_settings.hpp"
#include "models/sqs/sqs_settings.hpp"
#include "sim/core/fields.hpp"
#include "sim/flows/flow_settings.hpp"

namespace garoa {

class FlowSettings;

/// The declared resources that a flow may refer to, and the other flows.
struct Declared {
  const std::vector<Ec2Settings>& ec2;
  const std::vector<EbsSettings>& ebs;
  const std::vector<BucketSettings>& s3;
  const std::vector<BackupSettings>& backup;
  const std::vector<FunctionSettings>& lambda;
  const std::vector<TopicSettings>& sns;
  const std::vector<QueueSettings>& sqs;
  const std::vector<FlowSettings>& flows;
};

/// How many members each name stands for, where it is more than one (see sim/scenario/members.hpp).
class MemberCounts {
 public:
  void set(const std::string& name, std::uint32_t members) { counts_[name] = members; }
  [[nodiscard]] std::uint32_t of(const Reference& reference) const {
    const auto found = counts_.find(reference.name);
    return found == counts_.end() ? 1 : found->second;
  }
  /// What the reference then means: of several, the one of this number (from 1).
  [[nodiscard]] Reference member(const Reference& reference, std::uint32_t number) const {
    return of(reference) == 1 ? reference
                              : Reference{name_of_member(reference.name, number), reference.where};
  }
  [[nodiscard]] static std::string name_of_member(const std::string& name, std::uint32_t number) {
    return name + '-' + std::to_string(number);
  }

 private:
  std::map<std::string, std::uint32_t> counts_;
};

/// The resources that stand for several.
struct WrittenOut {
  MemberCounts instances;
  MemberCounts volumes;
  MemberCounts backups;
};

/// Where a flow's documents go. What it does not have is empty.
struct FlowFacts {
  std::vector<Reference> volumes;
  std::vector<Reference> backups;  // whose runs are the documents' recovery points
  std::vector<Reference> apps;     // instances that the volumes belong to
  bool another_zone = false;       // is a lost zone's site built anew in another?
  Reference bucket;                // into which clients put them
  Bytes multipart_threshold;       // from which on they do so in parts, unless the bucket says otherwise
  Reference function;              // which clients call with them
  bool waits_for_function = true;  // do they wait for its answer?
  Reference topic;                 // to which clients publish them
  Reference queue;                 // to which clients send them
};

/// Something whose failure hits a flow.
struct Reliance {
  FailureTarget target;
  std::string name;
};

/// What a flow relies on whose documents the function works on.
void rely_on(const FunctionSettings& function, std::vector<Reliance>& reliances);

/// The same of the function that reads the queue, and of those that the topic tells, straight or through queues.
void rely_on_reader(const std::string& queue, const Declared& declared, std::vector<Reliance>& reliances);
void rely_on_told(const std::string& topic, const Declared& declared, std::vector<Reliance>& reliances);

/// An error where each of a flow's messages is larger than the service takes.
void check_message_size(const FlowCommon& flow, Bytes largest, std::string_view service,
                        Diagnostics& diagnostics);

/// What a restore from one of these backups is told fits their methods and buckets.
void check_restore(const RestoreSettings& restore, const std::vector<const BackupSettings*>& jobs,
                   const Location& where, const Declared& declared, Diagnostics& diagnostics);
/// The backups of that volume, whichever flows name them.
[[nodiscard]] std::vector<const BackupSettings*> backups_of(const std::string& volume,
                                                            const Declared& declared);
/// "gp3"; that of the default where there is no such volume, which is told elsewhere.
[[nodiscard]] std::string_view type_of_volume(const Reference& volume, const Declared& declared);
/// Does the reference name a backup that makes snapshots?
[[nodiscard]] bool makes_snapshots(const Reference& backup, const Declared& declared);

}  // namespace garoa
