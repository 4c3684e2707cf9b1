#include "sim/flows/clients.hpp"

#include <utility>

namespace garoa {

Clients::Clients(const Run& run, const FlowCommon& settings, UploadKeys keys, const Calendar& calendar,
                 UploadPath& path)
    : run_{run},
      settings_{settings},
      keys_{keys},
      calendar_{calendar},
      path_{path},
      sizes_{settings.size},
      size_stream_{run.stream(settings.path() + ".size")},
      key_stream_{run.stream(settings.path() + ".key")},
      retries_{run, settings.retries, settings.path()},
      flow_{run.journal.flow(settings.path())},
      phase_{run.journal.intern("upload")} {}

void Clients::begin(double end) {
  run_.simulator.start(take_uploads(
      make_requests(settings_.uploads, run_.stream(settings_.path() + ".uploads"), calendar_, end)));
}

Process Clients::take_uploads(std::unique_ptr<ArrivalProcess> arrivals) {
  while (const auto arrival = arrivals->next()) {
    co_await run_.simulator.wait_until(arrival->time);
    burstiness_.add(arrival->time);
    run_.simulator.start(send(*arrival));
  }
}

/// The size is the arrival's own, or one drawn for it.
Upload Clients::upload_of(const Arrival& arrival) {
  const auto given = arrival.bytes.value_or(0);
  const auto bytes = given > 0 ? given : sizes_.bytes(size_stream_, arrival.id);
  Upload upload{.document = {flow_, arrival.id, bytes, arrival.time},
                .own_duration = arrival.duration.value_or(-1)};
  if (keys_ == UploadKeys::none) return upload;
  upload.key = key_of(arrival);
  upload.key_repeats = arrival.key ? arrival.key->comes_again() || settings_.key.others_have_names
                                   : settings_.key.distinct.has_value();
  return upload;
}

ObjectKey Clients::key_of(const Arrival& arrival) {
  const auto& key = settings_.key;
  if (arrival.key) return {arrival.key->number, arrival.key->names, &key.affixes};
  if (!key.distinct) return {arrival.id, nullptr, &key.affixes};
  const double u = key_stream_.uniform(Entity::nth(arrival.id));
  return {static_cast<std::uint64_t>(u * static_cast<double>(*key.distinct)), nullptr, &key.affixes};
}

/// `arrival` is looked at before the first wait.
Process Clients::send(const Arrival& arrival) {
  Upload upload = upload_of(arrival);
  ++open_;
  run_.journal.report(events::UploadStarted{run_.now(), upload.document});
  if (settings_.timeout) upload.first = share({.document = upload.document});
  for (;; ++upload.tries) {
    std::optional<UploadFailure> failed;
    if (settings_.timeout) {
      failed = co_await attempt_in_time(upload);
    } else {
      failed = co_await path_.attempt(upload);
    }
    if (!failed) co_return;
    if (failed->is_final || upload.tries >= retries_.attempts()) {
      --open_;
      run_.journal.report(
          events::UploadRejected{run_.now(), upload.document, failed->reason, failed->resource});
      co_return;
    }
    run_.journal.report(events::UploadRetried{run_.now(), upload.document, failed->reason});
    const double pause = retries_.pause(upload.document.entity(), upload.tries);
    co_await run_.simulator.delay(pause);
    waited(retries_.name(), pause, pause);
  }
}

struct Clients::Try {
  Upload upload;
  Patience patience = {};
  std::optional<UploadFailure> failure = {};
  std::coroutine_handle<> client = nullptr;  // waits for the end

  struct End {
    Try& one;
    [[nodiscard]] bool await_ready() const noexcept { return one.patience.settled(); }
    void await_suspend(std::coroutine_handle<> waiting) const noexcept { one.client = waiting; }
    void await_resume() const noexcept {}
  };
};

Task<std::optional<UploadFailure>> Clients::attempt_in_time(Upload& upload) {
  const auto one = std::make_shared<Try>(Try{upload});
  one->upload.patience = &one->patience;
  run_.simulator.start(work_on(one));
  if (!one->patience.settled()) run_.simulator.start(lose_patience(one));
  const Try::End end{*one};
  co_await end;
  upload = one->upload;
  upload.patience = nullptr;
  if (one->patience.over()) co_return UploadFailure{Reason::client_timeout};
  co_return one->failure;
}

Process Clients::work_on(std::shared_ptr<Try> one) {
  one->failure = co_await path_.attempt(one->upload);
  if (one->patience.answered() && one->client) run_.simulator.resume_soon(one->client);
}

Process Clients::lose_patience(std::shared_ptr<Try> one) {
  co_await run_.simulator.delay(settings_.timeout->count());
  if (one->patience.give_up()) run_.simulator.resume_soon(one->client);
}

void Clients::acknowledge(const Document& document) {
  --open_;
  acknowledged_ += {1, document.bytes};
  run_.journal.report(events::UploadAcknowledged{run_.now(), document});
}

void Clients::waited(NameId resource, double seconds, double queueing) const {
  run_.journal.report(events::Waited{run_.now(), flow_, phase_, resource, seconds, queueing});
}

}  // namespace garoa
