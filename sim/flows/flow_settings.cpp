#include "sim/flows/flow_settings.hpp"

namespace garoa {
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

FlowCommon read_flow_common(const std::string& name, Fields& fields, Catalogue& catalogue,
                            const ScenarioFrame& frame, UploadKeys keys) {
  FlowCommon common;
  common.name = name;
  common.where = fields.where();
  common.logs =
      fields.reference("logs", "CloudWatch Logs group that receives a record of every operation", true);
  fields.section("uploads", "the documents that clients send", [&](Fields& f) {
    common.uploads = read_requests(f, "when documents arrive", catalogue, frame);
    common.size_where = f.where("size");
    common.size = read_sizes(f, "size", "how large documents are", catalogue);
    common.retries = read_retries(f);
    if (keys == UploadKeys::of_objects) common.key = read_keys(f);
  });
  return common;
}

}  // namespace garoa
