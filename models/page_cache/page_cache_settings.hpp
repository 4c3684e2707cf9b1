// What a scenario says about the page cache of an application's instance.
//
// Shape: everything has a default; `background` and `limit` are shares of the instance's memory. Errors: `background`
// above `limit`. Figures: models/page_cache/page_cache.yaml.
#pragma once

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct PageCacheSettings {
  Seconds interval;
  Seconds expire;
  double background = 0;  // shares of the memory
  double limit = 0;
};

[[nodiscard]] PageCacheSettings read_page_cache(Fields& fields, Catalogue& catalogue);

}  // namespace garoa
