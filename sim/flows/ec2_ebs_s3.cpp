#include "sim/flows/ec2_ebs_s3.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr Purpose upload_write{"upload: write"};
/// Reads on demand are the request's, not the document's.
constexpr Purpose download_read{"download: read"};

std::vector<Ec2Instance*> instances_of(const std::vector<Ec2Site::Parts>& sites) {
  std::vector<Ec2Instance*> instances;
  for (const auto& site : sites) instances.push_back(&site.app);
  return instances;
}

}  // namespace

namespace {

KeySettings read_keys(Fields& fields) {
  KeySettings key;
  fields.section("key", "keys of the objects that the documents become", [&](Fields& f) {
    key.affixes = {f.optional<std::string>("prefix", "before the document's name", ""),
                   f.optional<std::string>("suffix", "behind it", "")};
    key.distinct = f.maybe<std::uint64_t>(
        "distinct", "number of names, of which each document draws one; default: one for each document",
        {1, 10'000'000, ""});
  });
  return key;
}

}  // namespace

void read_flow_common(FlowCommon& common, Fields& fields, Catalogue& catalogue,
                      const std::string& base_directory, bool with_keys) {
  common.where = fields.where();
  common.logs =
      fields.reference("logs", "CloudWatch Logs group that receives a record of every operation", true);
  fields.section("uploads", "the documents that clients send", [&](Fields& f) {
    common.arrivals = read_arrivals(f, "arrivals", "when documents arrive", catalogue, base_directory);
    common.until = f.maybe<Seconds>("until", "no document arrives then or later; default: arrivals go on",
                                    {Seconds{0}, {}, ""});
    common.size = read_sizes(f, "size", "how large documents are", catalogue);
    common.retries = read_retries(f);
    if (with_keys) common.key = read_keys(f);
  });
}

void read_ec2_ebs_s3(Ec2EbsS3Settings& s, Fields& fields, Catalogue& catalogue,
                     const std::string& base_directory) {
  SiteSettings site;
  site.app = fields.reference("app", "EC2 instance that runs the application");
  site.volume = fields.reference("volume", "EBS volume that holds the documents");
  site.backup = fields.reference("backup", "backup job that copies the volume", true);
  s.sites = {site};
  s.clients = read_clients(fields, catalogue);
  fields.maybe_section("downloads", "the documents that clients fetch", [&](Fields& f) {
    DownloadSettings downloads;
    downloads.arrivals =
        read_arrivals(f, "arrivals", "when documents are asked for", catalogue, base_directory);
    downloads.recent_documents = f.optional(
        "recent_documents", "mean distance from the newest document, in documents", 1000.0, {1.0, 1e5, ""});
    s.downloads = downloads;
  });
  const auto answer =
      fields.optional("acknowledge", "when the application answers an upload", Acknowledge::after_fsync);
  if (answer == Acknowledge::before_fsync || fields.describing())
    s.page_cache = read_page_cache(fields, catalogue);
  const bool recovers = fields.maybe_section(
      "recovery", "restore of a lost volume from the backup's copies or snapshots", [&](Fields& f) {
        RecoverySettings recovery{read_restore(f, catalogue)};
        recovery.online =
            f.maybe<bool>("online",
                          "uploads are taken again as soon as the new volume is there (default: from "
                          "snapshots, not from file copies)");
        s.recovery = recovery;
      });
  if (recovers && !site.backup.given())
    fields.error("recovery", fmt::format("'{}.recovery' needs a 'backup' to restore from", fields.path()));
}

Ec2EbsS3Flow::Ec2EbsS3Flow(const Run& run, PhysicalWorld& world, const Ec2EbsS3Settings& settings,
                           const Calendar& calendar, const std::vector<Ec2Site::Parts>& sites)
    : run_{run},
      world_{world},
      settings_{settings},
      calendar_{calendar},
      name_{run.journal.flow(fmt::format("flows.{}", settings.common.name))},
      balancer_{run, fmt::format("flows.{}.balancer", settings.common.name), instances_of(sites)},
      clients_{run, world, settings.clients, fmt::format("flows.{}.clients", settings.common.name),
               sites.front().app.settings().network.single_flow},
      sizes_{settings.common.size},
      size_stream_{run.stream(fmt::format("flows.{}.size", settings.common.name))},
      download_stream_{run.stream(fmt::format("flows.{}.download", settings.common.name))},
      upload_phase_{run.journal.intern("upload")},
      download_phase_{run.journal.intern("download")},
      retries_{run, settings.common.retries, fmt::format("flows.{}", settings.common.name)},
      recent_{sites.size()} {
  for (const auto& parts : sites) sites_.emplace_back(run, parts, settings.page_cache, name_);
}

void Ec2EbsS3Flow::begin(double end) {
  const auto arrivals = [&](const ArrivalSettings& wanted, const char* kind, double until) {
    return make_arrivals(wanted, run_.stream(fmt::format("flows.{}.{}", settings_.common.name, kind)),
                         calendar_, until);
  };
  run_.simulator.start(
      take_uploads(arrivals(settings_.common.arrivals, "uploads", settings_.common.uploads_end(end))));
  if (settings_.downloads)
    run_.simulator.start(take_downloads(arrivals(settings_.downloads->arrivals, "downloads", end)));
  for (auto& site : sites_) site.begin(name_);
}

Process Ec2EbsS3Flow::take_uploads(std::unique_ptr<ArrivalProcess> arrivals) {
  while (const auto arrival = arrivals->next()) {
    co_await run_.simulator.wait_until(arrival->time);
    upload_burstiness_.add(arrival->time);
    run_.simulator.start(
        upload({name_, arrival->id, bytes_of(*arrival, sizes_, size_stream_), arrival->time}));
  }
}

Process Ec2EbsS3Flow::take_downloads(std::unique_ptr<ArrivalProcess> arrivals) {
  while (const auto arrival = arrivals->next()) {
    co_await run_.simulator.wait_until(arrival->time);
    download_burstiness_.add(arrival->time);
    run_.simulator.start(download(arrival->id));
  }
}

Process Ec2EbsS3Flow::upload(Document document) {
  ++open_uploads_;
  run_.journal.report(events::UploadStarted{run_.now(), document});
  Attempt attempt{};
  for (std::uint32_t tries = 1;; ++tries) {
    attempt = begin_attempt();
    const std::string_view failed = co_await send(document, attempt);
    if (failed.empty()) break;
    balancer_.done(attempt.site);
    auto& site = sites_[attempt.site];
    if (site.app().running()) site.log();
    if (tries >= retries_.attempts()) {
      reject(document, failed);
      co_return;
    }
    run_.journal.report(events::UploadRetried{run_.now(), document, failed});
    const double pause = retries_.pause(document.entity(), tries);
    co_await run_.simulator.delay(pause);
    waited(upload_phase_, retries_.name(), pause);
  }
  const auto& app = sites_[attempt.site].app();
  const double answer = clients_.latency() + app.settings().network_latency.count();
  co_await run_.simulator.delay(answer);
  waited(upload_phase_, clients_.latency_name(), answer);
  balancer_.done(attempt.site);
  if (app.epoch() != attempt.began.instance) {
    reject(document, "instance_stopped");  // the client sees its connection break
    co_return;
  }
  acknowledge(document, attempt);
}

Ec2EbsS3Flow::Attempt Ec2EbsS3Flow::begin_attempt() {
  const std::size_t site = balancer_.choose();
  return {site, sites_[site].lives()};
}

Task<std::string_view> Ec2EbsS3Flow::send(Document document, Attempt& attempt) {
  auto& site = sites_[attempt.site];
  auto& app = site.app();
  if (!app.running()) co_return "instance_stopped";
  const Endpoint client = clients_.of(document.id);
  const double alone = world_.unloaded_transfer_time(client, app.endpoint(), document.bytes);
  const double held = app.internet().delay(InternetGateway::Direction::in, document.bytes, alone);
  if (held > 0) co_await run_.simulator.delay(held);
  waited(upload_phase_, app.names().internet_in, held);
  const double took = co_await world_.transfer(client, app.endpoint(), document.bytes);
  balancer_.carried(document.bytes);
  attribute_transfer(upload_phase_, alone, took, clients_.uplink(), app.names().network_in,
                     !world_.receiver_is_slower(client, app.endpoint()));

  const auto worker = co_await app.workers().enter();
  if (!worker) co_return "accept_queue_full";
  waited(upload_phase_, app.names().workers, worker.waited());

  const double computed = co_await app.compute(app.upload_demand(document.bytes));
  waited(upload_phase_, app.names().cpu, computed);

  if (const auto why = site.broken(attempt.began); !why.empty()) co_return why;
  if (!site.volume().reserve(document.bytes)) co_return "disk_full";
  attempt.in_memory = site.takes_into_memory(document);
  if (attempt.in_memory) co_return "";
  co_await site.volume().transfer(name_, upload_phase_, document.bytes, document.entity(), upload_write);
  co_return site.broken(attempt.began);
}

void Ec2EbsS3Flow::acknowledge(const Document& document, const Attempt& attempt) {
  auto& site = sites_[attempt.site];
  --open_uploads_;
  run_.journal.report(events::UploadAcknowledged{run_.now(), document});
  site.log();
  const bool kept = site.keep(document, attempt.began, attempt.in_memory);
  if (kept && settings_.downloads) recent_.remember(document, attempt.site);
}

void Ec2EbsS3Flow::reject(const Document& document, std::string_view reason) {
  --open_uploads_;
  run_.journal.report(events::UploadRejected{run_.now(), document, reason});
}

Process Ec2EbsS3Flow::download(std::uint64_t request) {
  const double started = run_.now();
  ++open_downloads_;
  run_.journal.report(events::DownloadStarted{started, name_, request});
  if (recent_.empty()) {
    download_failed(request, all_volumes_lost() ? "volume_lost" : "nothing_stored");
    co_return;
  }
  const std::size_t place = wanted_place(request);
  const auto wanted = recent_.at(place);
  auto& site = sites_[wanted.site];
  auto& app = site.app();
  const auto began = site.lives();
  const Balancer::Visit visit{balancer_, wanted.site};
  const double call = clients_.latency() + app.settings().network_latency.count();
  co_await run_.simulator.delay(call);
  waited(download_phase_, clients_.latency_name(), call);
  if (!app.running()) {
    download_failed(request, "instance_stopped");
    co_return;
  }
  const auto worker = co_await app.workers().enter();
  if (!worker) {
    site.log();
    download_failed(request, "accept_queue_full");
    co_return;
  }
  waited(download_phase_, app.names().workers, worker.waited());
  const double computed = co_await app.compute(app.download_demand());
  waited(download_phase_, app.names().cpu, computed);
  if (const auto why = site.unreadable(wanted.number); !why.empty()) {
    site.log();
    download_failed(request, why);
    co_return;
  }
  if (recent_.first_read(place, wanted.id))
    co_await site.volume().touch(name_, download_phase_, wanted.bytes, name_.entity(request), download_read);
  co_await site.volume().transfer(name_, download_phase_, wanted.bytes, name_.entity(request), download_read);

  const Endpoint client = clients_.of(request);
  const double alone = world_.unloaded_transfer_time(app.endpoint(), client, wanted.bytes);
  const double held = app.internet().delay(InternetGateway::Direction::out, wanted.bytes, alone);
  if (held > 0) co_await run_.simulator.delay(held);
  waited(download_phase_, app.names().internet_out, held);
  const double took = co_await world_.transfer(app.endpoint(), client, wanted.bytes);
  balancer_.carried(wanted.bytes);
  attribute_transfer(download_phase_, alone, took, clients_.downlink(), app.names().network_out,
                     world_.receiver_is_slower(app.endpoint(), client));

  if (app.running()) site.log();
  if (const auto why = site.broken(began); !why.empty()) {
    download_failed(request, why);
    co_return;
  }
  --open_downloads_;
  run_.journal.report(events::DownloadFinished{run_.now(), name_, request, started, wanted.bytes});
  run_.journal.report(events::Billed{app.names().self, Meter::transfer_out_bytes, wanted.bytes});
}

void Ec2EbsS3Flow::download_failed(std::uint64_t request, std::string_view reason) {
  --open_downloads_;
  run_.journal.report(events::DownloadFailed{run_.now(), name_, request, reason});
}

void Ec2EbsS3Flow::attribute_transfer(NameId phase, double alone, double took, NameId line, NameId network,
                                      bool line_is_slower) {
  waited(phase, line_is_slower ? line : network, std::min(alone, took));
  if (took > alone) waited(phase, network, took - alone);
}

void Ec2EbsS3Flow::waited(NameId phase, NameId resource, double seconds) {
  if (seconds > 0) run_.journal.report(events::Waited{run_.now(), name_, phase, resource, seconds});
}

std::size_t Ec2EbsS3Flow::wanted_place(std::uint64_t request) const {
  return recent_.place_back(-settings_.downloads->recent_documents *
                            std::log(download_stream_.uniform(Entity::nth(request))));
}

bool Ec2EbsS3Flow::all_volumes_lost() const {
  return std::all_of(sites_.begin(), sites_.end(), [](const auto& site) { return site.volume().lost(); });
}

std::uint64_t Ec2EbsS3Flow::kept() const {
  std::uint64_t documents = 0;
  for (const auto& site : sites_) documents += site.kept();
  return documents;
}

void Ec2EbsS3Flow::volume_lost(std::size_t site) {
  forget_newest(site, sites_[site].volume_lost());
  sites_[site].await_restore_before(recent_.of_site(site));
  recent_.cool(site);
}

void Ec2EbsS3Flow::instance_stopped(std::size_t site) {
  balancer_.stopped(site);
  forget_newest(site, sites_[site].instance_stopped());
}

void Ec2EbsS3Flow::forget_newest(std::size_t site, std::uint64_t documents) {
  if (documents > 0) recent_.forget_newest(site, documents);
}

Task<bool> Ec2EbsS3Flow::recover(std::size_t site) {
  std::optional<bool> online;
  if (settings_.recovery) online = settings_.recovery->online;
  const auto gone = co_await sites_[site].recover(online, recent_documents());
  if (gone) forget_newest(site, *gone);
  co_return gone.has_value();
}

Restore::Wanted Ec2EbsS3Flow::in_copies(std::size_t site) const {
  return sites_[site].in_copies(recent_documents());
}

std::vector<NamedBurstiness> Ec2EbsS3Flow::burstiness() const {
  std::vector<NamedBurstiness> list{{"uploads", &upload_burstiness_}};
  if (settings_.downloads) list.push_back({"downloads", &download_burstiness_});
  return list;
}

}  // namespace garoa
