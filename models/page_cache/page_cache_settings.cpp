#include "models/page_cache/page_cache_settings.hpp"

#include <fmt/format.h>

namespace garoa {

PageCacheSettings read_page_cache(Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("page_cache");
  PageCacheSettings s;
  fields.section(
      "page_cache", "how the operating system writes back (acknowledge: before-fsync)", [&](Fields& f) {
        const Range<Seconds> time{Seconds{0.01}, 1_h, ""};
        s.interval = f.optional("interval", "between two looks for what is due",
                                figures.fallback<Seconds>("interval"), time);
        s.expire =
            f.optional("expire", "age at which a document is due", figures.fallback<Seconds>("expire"), time);
        const Range<double> share{0.0, 1.0, ""};
        s.background = f.optional("background", "dirty share of the memory above which everything is due",
                                  figures.fallback<double>("background"), share);
        s.limit = f.optional("limit", "dirty share of the memory above which writes go through",
                             figures.fallback<double>("limit"), share);
        if (s.background > s.limit)
          f.error("background", fmt::format("'{}.background' is above 'limit'", f.path()));
      });
  return s;
}

}  // namespace garoa
