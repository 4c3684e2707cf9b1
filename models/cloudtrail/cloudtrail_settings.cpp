#include "models/cloudtrail/cloudtrail_settings.hpp"

namespace garoa {

TrailSettings read_trail(const std::string& name, Fields& fields) {
  TrailSettings s;
  s.name = name;
  s.where = fields.where();
  s.multi_region =
      fields.optional("multi_region", "it records all regions, and the services that are in none", false);
  s.log_file_validation =
      fields.optional("log_file_validation", "signed digests tell whether a file was changed", false);
  s.to = fields.reference("to", "S3 bucket of its files (default: one that is not of the scenario)", true);
  fields.section("data_events", "requests for objects, which a trail does not record by itself",
                 [&](Fields& f) {
                   for (const auto& bucket : f.values<std::string>("buckets", "S3 buckets of the objects"))
                     s.buckets.push_back({bucket, f.where("buckets")});
                   s.reads = f.optional("reads", "requests that read", false);
                   s.writes = f.optional("writes", "requests that write or delete", false);
                 });
  return s;
}

}  // namespace garoa
