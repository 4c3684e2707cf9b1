#include "models/vpc/vpc_sender.hpp"

namespace garoa {

VpcSender::VpcSender(const Run& run, Vpc& vpc, const std::string& owner, Bytes headers)
    : run_{run}, vpc_{vpc}, owner_{run.journal.intern(owner)}, headers_{headers} {}

void VpcSender::count(Vpc::Kind kind, const Load& load) {
  if (kind == Vpc::Kind::free) return;
  auto& bytes = kind == Vpc::Kind::nat ? nat_ : kind == Vpc::Kind::none ? without_way_ : endpoints_;
  bytes.add(load.flow, load.bytes, load.one_off);
}

double VpcSender::pass_s3(const Load& load) {
  const auto passed = vpc_.pass_for_sender(load.bytes);
  count(passed.kind, load);
  return passed.until;
}

void VpcSender::call(std::optional<EndpointService> service, Load load) {
  load.bytes += headers_.count();
  count(vpc_.pass_for_sender(service, load.bytes), load);
}

void VpcSender::sample(double /*interval*/) {
  nat_.report(run_.journal, owner_, Meter::nat_gateway_bytes);
  endpoints_.report(run_.journal, owner_, Meter::interface_endpoint_bytes);
  without_way_.report(run_.journal, owner_, Meter::vpc_bytes_without_way);
}

}  // namespace garoa
