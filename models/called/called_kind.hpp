// What scenarios call a kind of service that functions call, and what its settings need to name of a run.
#pragma once

#include <string_view>

namespace garoa {

class CalledService;
struct Run;

struct CalledKind {
  std::string_view section;  // of the scenario: "http"
  std::string_view noun;     // one of it
  std::string_view meaning;  // of the section
};

}  // namespace garoa
