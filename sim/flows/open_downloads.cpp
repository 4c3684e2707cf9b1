#include "sim/flows/open_downloads.hpp"

#include <utility>

namespace garoa {

OpenDownloads::Download OpenDownloads::begin(std::uint64_t request) {
  ++open_;
  Download download{request, run_.now(), nullptr};
  run_.journal.report(events::DownloadStarted{download.began, flow_, request});
  if (!timeout_) return download;
  download.patience = std::make_shared<Patience>();
  run_.simulator.start(lose_patience(download));
  return download;
}

Process OpenDownloads::lose_patience(Download download) {
  co_await run_.simulator.delay(timeout_->count());
  if (download.patience->give_up()) fail(download.request, Reason::client_timeout);
}

void OpenDownloads::end(const Download& download, std::uint64_t bytes, std::optional<Reason> failed) {
  if (download.patience && !download.patience->answered()) return;
  if (failed) {
    fail(download.request, *failed);
    return;
  }
  --open_;
  run_.journal.report(events::DownloadFinished{run_.now(), flow_, download.request, download.began, bytes});
}

void OpenDownloads::fail(std::uint64_t request, Reason reason) {
  --open_;
  run_.journal.report(events::DownloadFailed{run_.now(), flow_, request, reason});
}

}  // namespace garoa
