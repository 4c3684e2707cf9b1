// The connections of one program on an instance to S3, through the instance's network and, if there are any,
// the NAT gateways or an interface endpoint.
//
// Modelled: each connection carries one transfer at a time, at its own rate or EC2's limit of a single flow at most; of
// competition for the
// instance's network it gets its max-min share. What a transfer takes without competition belongs to the
// slower of both ends, the rest to the instance's network, what those hold it up to them.
// How a connection begins is the program's (models/s3_client). Programs on instances do not give up.
//
// Errors: there are never more transfers at once than connections; whoever uses them sees to that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/ec2/ec2.hpp"
#include "models/s3_client/s3_route.hpp"
#include "models/vpc/vpc.hpp"

namespace garoa {

class S3Connections final : public S3Route {
 public:
  struct Rates {
    BytesPerSecond to_s3;
    BytesPerSecond from_s3;
  };
  /// Where a wait for a connection's own rate is counted.
  struct Owner {
    std::string path;  // unique: "backup.nightly"
    NameId transfer;
  };

  S3Connections(const Run& run, PhysicalWorld& world, Ec2Instance& instance, Vpc& vpc, const Owner& owner,
                std::uint32_t count, Rates rates);

  [[nodiscard]] Task<std::uint64_t> carry(Load load) override;
  [[nodiscard]] double pass_answer(std::uint64_t bytes, bool one_off) override {
    return vpc_.pass(bytes, one_off);
  }

 private:
  void waited(NameId flow, NameId phase, NameId resource, double seconds, double queueing) const;

  const Run& run_;
  PhysicalWorld& world_;
  Ec2Instance& instance_;
  Vpc& vpc_;
  NameId transfer_;
  std::vector<Endpoint> idle_;
};

}  // namespace garoa
