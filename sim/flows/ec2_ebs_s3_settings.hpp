// Settings of flow 1 (ec2_ebs_s3.hpp).
//
// Shape: app, volume and backup, to which `further_backups` of the same volume may come; downloads and recovery are absent unless given;
// the page cache is there with
// `acknowledge: before-fsync`. Errors: a recovery of a volume without a backup.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/client/client_settings.hpp"
#include "models/page_cache/page_cache_settings.hpp"
#include "models/restore/restore_settings.hpp"
#include "sim/flows/download_settings.hpp"
#include "sim/flows/flow_questions.hpp"
#include "sim/flows/flow_settings.hpp"

namespace garoa {

/// When the application answers an upload.
enum class Acknowledge { after_fsync, before_fsync };

template <>
struct EnumNames<Acknowledge> {
  static constexpr std::string_view kind = "moment of acknowledgement";
  static constexpr std::array names{std::pair{std::string_view{"after-fsync"}, Acknowledge::after_fsync},
                                    std::pair{std::string_view{"before-fsync"}, Acknowledge::before_fsync}};
};

struct RecoverySettings {
  RestoreSettings restore;
  Location where = {};
  std::optional<bool> online = {};          // none: if what is restored from can be used at once
  std::optional<Seconds> switch_over = {};  // after an outage of its zone: to another one; none: it waits
};

struct SiteSettings {
  Reference app;
  Reference volume;
  Reference backup;
  std::vector<Reference> further_backups;
  /// All of them.
  [[nodiscard]] std::vector<Reference> backups() const;
  /// Those, and other flows' file copies of the volume: a snapshot of another flow's would replace what that has.
  [[nodiscard]] std::vector<const BackupSettings*> restorable_backups(const Declared& declared) const;
};

struct Ec2EbsS3Settings {
  static constexpr std::string_view kind = "ec2-ebs-s3";
  static constexpr std::string_view telltale = "app";
  static constexpr UploadKeys keys = UploadKeys::none;

  FlowCommon common;
  std::vector<SiteSettings> sites;  // as many as the application has instances
  ClientSettings clients;
  std::optional<DownloadSettings> downloads;
  std::optional<PageCacheSettings> page_cache;  // there with acknowledge: before-fsync
  std::uint32_t fsync_ios = 1;  // of data and journal, one after another; with acknowledge: after-fsync
  std::optional<RecoverySettings> recovery;

  [[nodiscard]] static Ec2EbsS3Settings read(Fields& fields, Catalogue& catalogue,
                                             const ScenarioFrame& frame);
  void complete(const Declared& declared, Catalogue& catalogue);
  void write_out_members(const WrittenOut& members);
  void check(const Declared& declared, Diagnostics& diagnostics) const;
  [[nodiscard]] std::vector<const RequestSettings*> requests() const;
  [[nodiscard]] FlowFacts facts() const;
  [[nodiscard]] std::vector<Reliance> relies_on(const Declared& declared) const;
};

}  // namespace garoa
