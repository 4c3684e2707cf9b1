#include "models/ec2/network_settings.hpp"

#include <algorithm>

namespace garoa {

NetworkSettings read_network(Fields& fields, const InstanceType& type, Figures& figures) {
  NetworkSettings s;
  const auto payload =
      fields.optional("payload", "share of the network's bits that are documents; the rest is protocol",
                      figures.fallback<double>("network.payload"), {0.1, 1.0, ""});
  s.payload = payload;
  s.base = BitsPerSecond{payload * type.network_base.count()};
  s.peak = BitsPerSecond{payload * type.network_burst.count()};
  s.bucket = type.network_bucket
                 ? static_cast<double>(type.network_bucket->count())
                 : std::max(to_bytes_per_second(s.base).count() *
                                figures.get<Seconds>("network.bucket_of_base").count(),
                            static_cast<double>(figures.get<Bytes>("network.bucket_min").count()));
  const bool large = type.vcpus >= figures.get<std::uint32_t>("network.internet.large_from");
  const auto internet = large
                            ? figures.get<double>("network.internet.large_share") * type.network_burst.count()
                            : figures.get<BitsPerSecond>("network.internet.small").count();
  s.single_flow = BitsPerSecond{payload * figures.get<BitsPerSecond>("network.single_flow").count()};
  s.internet = BitsPerSecond{payload * internet};
  return s;
}

}  // namespace garoa
