// What a scenario says about a backup agent.
//
// Shape: workers 1 to 10,000. Figures: models/backup/backup.yaml.
#pragma once

#include <cstdint>
#include <string>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct BackupAgentSettings {
  std::string name;
  std::uint32_t workers = 1;
};

[[nodiscard]] BackupAgentSettings read_backup_agent(const std::string& name, Fields& fields,
                                                    Catalogue& catalogue);

}  // namespace garoa
