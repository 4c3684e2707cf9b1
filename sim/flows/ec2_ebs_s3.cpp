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

Ec2EbsS3Flow::Ec2EbsS3Flow(const Run& run, PhysicalWorld& world, const Ec2EbsS3Settings& settings,
                           const Calendar& calendar, const std::vector<Ec2Site::Parts>& sites)
    : Flow{run, settings.common, Ec2EbsS3Settings::keys, calendar},
      world_{world},
      settings_{settings},
      calendar_{calendar},
      balancer_{run, settings.common.path() + ".balancer", instances_of(sites)},
      lines_{run, world, settings.clients, settings.common.path() + ".clients",
             sites.front().app.settings().network.single_flow},
      sizes_{settings.common.size},
      download_stream_{run.stream(settings.common.path() + ".download")},
      before_stream_{run.stream(settings.common.path() + ".documents_before")},
      upload_phase_{clients().phase()},
      download_phase_{run.journal.intern("download")},
      downloads_{run, clients().flow(), settings.common.timeout} {
  for (const auto& parts : sites) sites_.emplace_back(run, parts, settings.page_cache, clients().flow());
}

void Ec2EbsS3Flow::begin(double end) {
  Flow::begin(end);
  if (settings_.downloads)
    run().simulator.start(
        take_downloads(make_requests(settings_.downloads->requests,
                                     run().stream(settings_.common.path() + ".downloads"), calendar_, end)));
  const double mean = sizes_.mean() / static_cast<double>(sites_.size());
  for (auto& site : sites_) {
    site.begin(clients().flow(), end);
    site.volume().expect([this, mean, end](double from, double to) {
      return mean * expected_arrivals(settings_.common.uploads, calendar_, from, to, end);
    });
  }
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    if (sites_[i].volume().settings().keep) run().simulator.start(clear_out(i, end));
  }
}

Process Ec2EbsS3Flow::clear_out(std::size_t site, double end) {
  const auto& keep = *sites_[site].volume().settings().keep;
  const double first = keep.next_clearing(0);
  for (double n = 0; first + n * keep.every.count() < end; ++n) {
    co_await run().simulator.wait_until(first + n * keep.every.count());
    if (sites_[site].clear_out()) forget_lost(site);
  }
}

Process Ec2EbsS3Flow::take_downloads(std::unique_ptr<ArrivalProcess> arrivals) {
  while (const auto arrival = arrivals->next()) {
    co_await run().simulator.wait_until(arrival->time);
    download_burstiness_.add(arrival->time);
    run().simulator.start(download(arrival->id));
  }
}

Task<std::optional<UploadFailure>> Ec2EbsS3Flow::attempt(Upload& upload) {
  const auto& document = upload.document;
  Attempt attempt{.site = balancer_.choose()};
  auto& site = sites_[attempt.site];
  attempt.began = site.lives();
  const std::optional<Reason> failed = co_await send(upload, attempt);
  if (failed) {
    balancer_.done(attempt.site);
    if (site.app().running()) site.log();
    const bool is_full = *failed == Reason::disk_full;
    co_return UploadFailure{.reason = *failed,
                            .resource = is_full ? std::optional{site.volume().name()} : std::nullopt};
  }
  const double answer = lines_.latency() + site.app().settings().network_latency.count();
  co_await run().simulator.delay(answer);
  served(upload_phase_, lines_.latency_name(), answer);
  balancer_.done(attempt.site);
  if (upload.given_up()) co_return UploadFailure{Reason::client_timeout};
  if (site.app().life() != attempt.began.instance) {
    // The client sees its connection break, and does not know that the document may be there.
    constexpr bool is_final = true;
    co_return UploadFailure{Reason::instance_stopped, is_final};
  }
  acknowledge(document, attempt);
  co_return std::nullopt;
}

Task<std::optional<Reason>> Ec2EbsS3Flow::send(const Upload& upload, Attempt& attempt) {
  const auto& document = upload.document;
  auto& site = sites_[attempt.site];
  auto& app = site.app();
  if (!app.running()) co_return Reason::instance_stopped;
  const auto connection = co_await app.connections().enter();
  if (!connection) co_return Reason::backlog_full;
  queued(upload_phase_, app.names().connections, connection.waited());
  if (upload.given_up()) co_return Reason::client_timeout;
  const Load load{document.id, document.bytes, ClientGroup::Direction::up, upload.patience};
  const auto carried = co_await carry(app, load);
  if (carried < document.bytes) co_return Reason::client_timeout;

  const auto worker = co_await app.workers().enter();
  if (!worker) co_return Reason::accept_queue_full;
  queued(upload_phase_, app.names().workers, worker.waited());

  const double demand = app.upload_demand(document.bytes);
  const double computed = co_await app.compute(demand);
  waited(upload_phase_, app.names().cpu, computed, computed - demand);

  if (const auto why = site.broken(attempt.began)) co_return why;
  if (!site.volume().reserve(document.bytes)) co_return Reason::disk_full;
  if (site.takes_into_memory(document)) {
    attempt.place = DocumentLedger::Place::memory;
    co_return std::nullopt;
  }
  co_await site.volume().write_durably(clients().flow(), upload_phase_, document.bytes, document.entity(),
                                       upload_write, settings_.fsync_ios - 1);
  co_return site.broken(attempt.began);
}

void Ec2EbsS3Flow::acknowledge(const Document& document, const Attempt& attempt) {
  auto& site = sites_[attempt.site];
  clients().acknowledge(document);
  site.log(key_of(document));
  const auto number = site.keep(document, attempt.began, attempt.place);
  if (number && settings_.downloads)
    recent_.remember({.id = document.id,
                      .bytes = document.bytes,
                      .site = static_cast<std::uint32_t>(attempt.site),
                      .number = *number});
}

Process Ec2EbsS3Flow::download(std::uint64_t request) {
  const auto open = downloads_.begin(request);
  Fetch wanted{request, open.patience.get()};
  const auto failed = co_await fetch(wanted);
  downloads_.end(open, wanted.bytes, failed);
}

Task<std::optional<Reason>> Ec2EbsS3Flow::fetch(Fetch& fetch) {
  const auto request = fetch.request;
  const auto found = this->wanted(request);
  if (!found) co_return all_volumes_lost() ? Reason::volume_lost : Reason::nothing_stored;
  const Wanted wanted = *found;
  auto& site = sites_[wanted.site];
  auto& app = site.app();
  const auto began = site.lives();
  const Balancer::Visit visit{balancer_, wanted.site};
  const double call = lines_.latency() + app.settings().network_latency.count();
  co_await run().simulator.delay(call);
  served(download_phase_, lines_.latency_name(), call);
  if (!app.running()) co_return Reason::instance_stopped;
  const auto connection = co_await app.connections().enter();
  if (!connection) co_return Reason::backlog_full;
  queued(download_phase_, app.names().connections, connection.waited());
  const auto worker = co_await app.workers().enter();
  if (!worker) {
    site.log();
    co_return Reason::accept_queue_full;
  }
  queued(download_phase_, app.names().workers, worker.waited());
  const double computed = co_await app.compute(app.download_demand());
  waited(download_phase_, app.names().cpu, computed, computed - app.download_demand());
  const auto why_not = wanted.number ? site.unreadable(*wanted.number) : site.unreadable_from_before();
  if (why_not) {
    site.log();
    co_return why_not;
  }
  const auto entity = clients().flow().entity(request);
  if (first_read(wanted))
    co_await site.volume().touch(clients().flow(), download_phase_, wanted.bytes, entity, download_read);
  co_await site.volume().read(clients().flow(), download_phase_, wanted.bytes, entity, download_read);

  if (fetch.patience == nullptr || !fetch.patience->over()) {
    const Load load{request, wanted.bytes, ClientGroup::Direction::down, fetch.patience};
    fetch.bytes = co_await carry(app, load);
  }
  if (app.running()) site.log();
  if (const auto why = site.broken(began)) co_return why;
  if (fetch.bytes > 0)
    run().journal.report(
        events::Billed{app.names().self, Meter::transfer_out_bytes, fetch.bytes, 0, clients().flow()});
  co_return std::nullopt;
}

/// `load` outlives the task.
Task<std::uint64_t> Ec2EbsS3Flow::carry(Ec2Instance& app, const Load& load) {
  const bool up = load.direction == ClientGroup::Direction::up;
  const NameId phase = up ? upload_phase_ : download_phase_;
  const Endpoint from = up ? lines_.of(load.client) : app.endpoint();
  const Endpoint to = up ? app.endpoint() : lines_.of(load.client);
  const auto route = world_.route(from, to);
  const double alone = route.time_of(load.bytes);
  const double held = app.internet().delay(
      up ? InternetGateway::Direction::in : InternetGateway::Direction::out, load.bytes, alone);
  if (held > 0) co_await run().simulator.delay(held);
  queued(phase, up ? app.names().internet_in : app.names().internet_out, held);
  if (load.patience != nullptr && load.patience->over()) co_return 0;

  const double began = run().now();
  ClientGroup::Transfer on_line{lines_, load.client, load.direction};
  auto transfer = world_.transfer(from, to, load.bytes);
  const Patience::Hold hold{load.patience, transfer};
  const double took = co_await transfer;
  const auto carried = static_cast<std::uint64_t>(transfer.carried());
  balancer_.carried(carried);
  const NameId line = up ? lines_.uplink() : lines_.downlink();
  const NameId network = up ? app.names().network_in : app.names().network_out;
  const bool line_is_slower = route.receiver_is_slower() != up;
  const double served_alone = transfer.cancelled() ? route.time_of(carried) : alone;
  const double waiting = std::max(0.0, took - served_alone);
  const double share = route.rate() / (up ? route.up : route.down);
  const double for_line = waiting > 0 ? std::min(waiting, on_line.held_back(began, share)) : 0;
  served(phase, line_is_slower ? line : network, std::min(served_alone, took));
  queued(phase, line, for_line);
  queued(phase, network, waiting - for_line);
  co_return carried;
}

void Ec2EbsS3Flow::waited(NameId phase, NameId resource, double seconds, double queueing) {
  if (seconds > 0)
    run().journal.report(
        events::Waited{run().now(), clients().flow(), phase, resource, seconds, std::max(queueing, 0.0)});
}

std::optional<Ec2EbsS3Flow::Wanted> Ec2EbsS3Flow::wanted(std::uint64_t request) const {
  std::uint64_t older = 0;
  for (const auto& site : sites_) older += documents_before(site);
  if (recent_.empty() && older == 0) return std::nullopt;
  const double distance =
      recent_.distance_wanted(recent_documents(), download_stream_.uniform(Entity::nth(request)), older);
  if (const auto newer = recent_.beyond(distance); newer && older > 0)
    return wanted_from_before(std::min(*newer, older - 1));
  const auto place = recent_.place_back(distance);
  const auto& stored = recent_.at(place);
  return Wanted{stored.bytes, stored.site, stored.number, place, stored.id};
}

/// Sites have theirs one after the other.
std::optional<Ec2EbsS3Flow::Wanted> Ec2EbsS3Flow::wanted_from_before(std::uint64_t newer) const {
  for (std::size_t site = 0; site < sites_.size(); ++site) {
    const auto here = documents_before(sites_[site]);
    if (newer < here) return Wanted{sizes_.bytes(before_stream_, newer), site, std::nullopt};
    newer -= here;
  }
  return std::nullopt;
}

std::uint64_t Ec2EbsS3Flow::documents_before(const Ec2Site& site) const {
  const double each =
      static_cast<double>(settings_.common.documents_before) / static_cast<double>(sites_.size());
  return static_cast<std::uint64_t>(each * site.share_from_before());
}

/// Of one from before a loss, nobody has noted whether it was read since.
bool Ec2EbsS3Flow::first_read(const Wanted& wanted) {
  return wanted.number ? recent_.first_read(wanted.place, wanted.id)
                       : sites_[wanted.site].volume().life() > 0;
}

bool Ec2EbsS3Flow::all_volumes_lost() const {
  return std::all_of(sites_.begin(), sites_.end(), [](const auto& site) { return site.volume().lost(); });
}

DocumentAmount Ec2EbsS3Flow::kept() const {
  DocumentAmount all;
  for (const auto& site : sites_) all += site.ledger().kept();
  return all;
}

std::vector<std::size_t> Ec2EbsS3Flow::sites_with(Reference SiteSettings::*kind,
                                                  const std::string& name) const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < settings_.sites.size(); ++i) {
    if ((settings_.sites[i].*kind).name == name) found.push_back(i);
  }
  return found;
}

void Ec2EbsS3Flow::volume_lost(const std::string& volume, double since_failure) {
  for (const auto site : sites_with(&SiteSettings::volume, volume)) {
    sites_[site].volume_lost(since_failure);
    forget_lost(site);
    recent_.cool(site);
  }
}

void Ec2EbsS3Flow::instance_stopped(const std::string& instance) {
  for (const auto site : sites_with(&SiteSettings::app, instance)) {
    balancer_.stopped(site);
    sites_[site].instance_stopped();
    forget_lost(site);
  }
}

void Ec2EbsS3Flow::forget_lost(std::size_t site) {
  const auto& ledger = sites_[site].ledger();
  recent_.forget_lost(site, ledger.first(), ledger.end());
}

/// Sites that share the volume recover one after the other.
Task<bool> Ec2EbsS3Flow::recover(const std::string& volume, std::optional<Restore::Noticed> noticed) {
  std::optional<bool> online;
  if (settings_.recovery) online = settings_.recovery->online;
  bool recovered = false;
  const auto sites = sites_with(&SiteSettings::volume, volume);
  for (const auto site : sites) {
    const bool done = co_await sites_[site].recover(online, recent_documents(), noticed);
    forget_lost(site);
    recovered = recovered || done;
  }
  co_return recovered;
}

std::optional<Flow::Move> Ec2EbsS3Flow::move_from(const std::string& instance) const {
  const auto sites = sites_with(&SiteSettings::app, instance);
  if (sites.empty() || !settings_.recovery || !settings_.recovery->switch_over) return std::nullopt;
  Move move{settings_.recovery->restore.detect.count(), settings_.recovery->switch_over->count(), {}};
  for (const auto site : sites) move.volumes.push_back(settings_.sites[site].volume.name);
  return move;
}

std::optional<Restore::Wanted> Ec2EbsS3Flow::in_copies(const std::string& backup) const {
  for (const auto& site : sites_) {
    if (const auto* const job = site.protections().find(backup))
      return site.in_copies(*job, recent_documents());
  }
  return std::nullopt;
}

std::vector<NamedBurstiness> Ec2EbsS3Flow::burstiness() const {
  auto list = Flow::burstiness();
  if (settings_.downloads) list.push_back({"downloads", &download_burstiness_});
  return list;
}

}  // namespace garoa
