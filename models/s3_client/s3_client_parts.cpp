// A file in parts: created, sent or fetched side by side, completed or cleared away.
#include <algorithm>

#include "models/s3_client/s3_client.hpp"

namespace garoa {
namespace {

constexpr std::uint64_t most_parts = 10'000;  // that S3 takes of one upload

}  // namespace

S3Part S3Client::Cut::part_of(std::uint32_t number) const {
  return {number, std::min(part, file.document.bytes - number * part)};
}

Task<S3Answer> S3Client::transfer_parts(const S3File& file, S3Direction direction) {
  const double began = run_.now();
  const bool up = direction == S3Direction::up;
  const std::uint64_t size = file.document.bytes;
  const auto wished =
      file.bucket.settings().client.multipart_part.value_or(setup_.tool.multipart_part).count();
  const std::uint64_t part = std::max({wished, (size + most_parts - 1) / most_parts, std::uint64_t{1}});
  const auto parts = static_cast<std::uint32_t>((size + part - 1) / part);
  Cut cut{file,
          direction,
          part,
          parts,
          ServerPool{run_.simulator, setup_.tool.parts == 0 ? ServerPool::unlimited : setup_.tool.parts},
          ServerPool{run_.simulator, 1},
          WaitGroup{run_.simulator}};
  cut.answer = co_await prepare(file);
  const bool one_object = up && !setup_.tool.plain_parts;
  if (cut.answer && one_object)
    cut.answer =
        co_await exchange(file, {S3Operation::create_upload, Purpose{"S3: create"}.at(file.purpose.index())});
  if (cut.answer) co_await transfer_all(cut);
  if (cut.answer && one_object && file.wanted())
    cut.answer = co_await exchange(
        file, {S3Operation::complete_upload, Purpose{"S3: complete"}.at(file.purpose.index())});
  cut.answer.given_up = cut.answer.given_up || file.given_up();
  if (!cut.answer && cut.arrived > 0 && one_object) co_await clear_away(cut);
  if (cut.answer && setup_.measured) file_latency_.add(run_.now() - began);
  co_return cut.answer;
}

/// Nobody does after a crash. Where S3 refuses that too, the parts stay.
Task<> S3Client::clear_away(const Cut& cut) {
  if (cut.file.bytes != nullptr && !cut.file.bytes->wanted()) co_return;
  S3File parts = cut.file;
  parts.patience = nullptr;
  const S3Answer cleared =
      co_await exchange(parts, {S3Operation::abort_upload, Purpose{"S3: abort"}.at(parts.purpose.index())});
  if (cleared) {
    parts.bucket.dropped_incomplete(static_cast<double>(cut.arrived) * run_.now() - cut.arrived_at);
  } else {
    parts.bucket.left_incomplete(cut.arrived);
  }
}

/// No part is begun after one that was refused, or when nobody is left who wants the file.
Task<> S3Client::transfer_all(Cut& cut) {
  for (std::uint32_t number = 0; number < cut.parts; ++number) {
    auto place = co_await cut.gate.enter();
    if (!cut.answer || !cut.file.wanted()) break;
    cut.under_way.add();
    run_.simulator.start(transfer_part(cut, number, std::move(place)));
  }
  co_await cut.under_way;
}

Process S3Client::transfer_part(Cut& cut, std::uint32_t number, ServerPool::Place place) {
  const auto operation = cut.direction == S3Direction::up ? S3Operation::upload_part : S3Operation::get;
  const S3Answer answer = co_await exchange(
      cut.file,
      {.operation = operation,
       .purpose = cut.file.purpose.at(number),
       .part = cut.part_of(number),
       .cpu = cut.file.within ? 0 : setup_.tool.cpu_per_part.count(),
       .side_by_side = static_cast<std::uint32_t>(std::min<std::uint64_t>(cut.parts, cut.gate.servers()))});
  const double serial = setup_.tool.serial_per_mb.count() * static_cast<double>(answer.carried) / 1e6;
  if (answer && serial > 0 && !cut.file.within) {
    const auto turn = co_await cut.serial.enter();
    co_await compute(cut.file, serial);
  }
  const auto carried = cut.answer.carried + answer.carried;
  if (!answer) cut.answer = answer;
  cut.answer.carried = carried;
  if (answer) {
    const auto bytes = cut.part_of(number).bytes;
    cut.arrived += bytes;
    cut.arrived_at += static_cast<double>(bytes) * run_.now();
  }
  { const auto left = std::move(place); }
  cut.under_way.done();
}

}  // namespace garoa
