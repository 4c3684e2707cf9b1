#include "models/backup/backup_agent_settings.hpp"

namespace garoa {

BackupAgentSettings read_backup_agent(const std::string& name, Fields& fields, Catalogue& catalogue) {
  BackupAgentSettings s;
  s.name = name;
  s.workers =
      fields.optional("workers", "runs that it works on at once",
                      catalogue.figures("backup").get<std::uint32_t>("agent.workers"), {1, 10'000, ""});
  return s;
}

}  // namespace garoa
