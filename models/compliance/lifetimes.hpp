// How long copies of documents live by what is declared: lifecycles, locks, retention, and programs that clear volumes out.
#pragma once

#include <string>

#include "models/compliance/judge.hpp"

namespace garoa::compliance {

/// Days until the bucket deletes an object: by its lifecycle, but not before the end of its lock.
[[nodiscard]] double lifetime_of(const Bucket& bucket);

/// The copy of a flow's documents that lives longest: its days after the upload, and whose it is.
struct LastCopy {
  double days = 0;
  std::string path;
  Location where;
  std::string setting;  // that decides it: "s3.archive.expiration"
};

/// `with_versions`: what a bucket keeps of deleted objects counts too. Volumes count, replicas do not: their bucket's lifecycle is
/// not declared.
[[nodiscard]] LastCopy last_copy_of(const Judge& judge, const Flow& flow, bool with_versions);

}  // namespace garoa::compliance
