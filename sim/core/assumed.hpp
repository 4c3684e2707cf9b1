// Which value of a figure that has a range is assumed: the typical one, or an edge.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "sim/core/scalar.hpp"

namespace garoa {

enum class Edge { typical, low, high };

template <>
struct EnumNames<Edge> {
  static constexpr std::string_view kind = "edge";
  static constexpr std::array names{std::pair{std::string_view{"typical"}, Edge::typical},
                                    std::pair{std::string_view{"low"}, Edge::low},
                                    std::pair{std::string_view{"high"}, Edge::high}};
};

/// What is assumed of all figures, and of single ones ("ebs.snapshot.load.rate").
struct Assumed {
  Edge all = Edge::typical;
  std::map<std::string, Edge> single;

  [[nodiscard]] Edge of(const std::string& figure) const {
    const auto found = single.find(figure);
    return found == single.end() ? all : found->second;
  }
};

}  // namespace garoa
