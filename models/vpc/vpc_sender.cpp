#include "models/vpc/vpc_sender.hpp"

namespace garoa {

VpcSender::VpcSender(const Run& run, Vpc& vpc, const std::string& owner, Bytes headers)
    : run_{run},
      vpc_{vpc},
      owner_{run.journal.intern(owner)},
      headers_{headers},
      nat_{run},
      endpoints_{run},
      without_way_{run} {}

void VpcSender::count(Vpc::Kind kind, std::uint64_t bytes, bool one_off) {
  if (kind == Vpc::Kind::nat) nat_.add(bytes, one_off);
  if (kind == Vpc::Kind::interface_endpoint) endpoints_.add(bytes, one_off);
  if (kind == Vpc::Kind::none) without_way_.add(bytes, one_off);
}

double VpcSender::pass_s3(std::uint64_t bytes, bool one_off) {
  const auto passed = vpc_.pass_for_sender(bytes);
  count(passed.kind, bytes, one_off);
  return passed.until;
}

void VpcSender::call(std::optional<EndpointService> service, std::uint64_t bytes, bool one_off) {
  const auto all = bytes + headers_.count();
  count(vpc_.pass_for_sender(service, all), all, one_off);
}

void VpcSender::sample(double /*interval*/) {
  const auto bill = [&](Meter meter, Counted& bytes) {
    const auto units = bytes.take_unbilled();
    const auto one_off = bytes.take_one_offs();
    if (units > 0) run_.journal.report(events::Billed{owner_, meter, units, one_off});
  };
  bill(Meter::nat_gateway_bytes, nat_);
  bill(Meter::interface_endpoint_bytes, endpoints_);
  bill(Meter::vpc_bytes_without_way, without_way_);
}

}  // namespace garoa
