#include "models/s3/existing_copy_settings.hpp"

namespace garoa {

ExistingCopySettings read_existing_copy(Fields& fields, Figures& figures) {
  ExistingCopySettings s;
  s.start = fields.optional("start", "since the start of the run", Seconds{0});
  s.concurrency = fields.optional("concurrency", "copies at once",
                                  figures.fallback<std::uint32_t>("copy.concurrency"), {1U, 1'000'000U, ""});
  s.rate = fields.optional("rate", "of one copy, which S3 makes itself",
                           figures.fallback<BytesPerSecond>("copy.rate"),
                           {BytesPerSecond{1000}, BytesPerSecond{10e9}, ""});
  return s;
}

}  // namespace garoa
