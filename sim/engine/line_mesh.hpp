// Transfers on contended lines that form no star (of several instances and their clients, say), max-min fairly.
//
// Who passes the same two lines is served alike at every moment, so they are one path: its rate is found anew when somebody
// has come or gone, in O(p log p) with p paths that anybody takes, however many take each; a transfer costs O(log n) more.
// All changes of an instant are taken together.
// Exact: the paths' rates are those of progressive filling (the line that has least for each of its users binds them all, and
// the rest is shared likewise).
//
// Errors: none.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "sim/engine/line_hub.hpp"

namespace garoa {

class LineMesh final : public LineHub {
 public:
  LineMesh(Simulator& simulator, Told told);

  /// Who passes both; for `share.add()`.
  [[nodiscard]] FairShare::Group path(const Line& from, const Line& to);
  void changed() override;
  void fire() override;

 private:
  /// A line that paths take.
  struct Node {
    const Line* line;
    double room = 0;  // for those whose rate is not found yet, `users` of them
    double users = 0;
    std::vector<std::size_t> paths;
    [[nodiscard]] double each() const { return room / users; }
  };
  struct Path {
    Node* from;
    Node* to;
    FairShare::Group group;
    double cap = 0;  // of all its users
    double users = 0;
    bool taken = false;  // among `taken_`
    bool found = false;
  };
  /// A line by what it had for each of its users; it can have more by now.
  struct Offer {
    double each;
    std::size_t order;
    Node* node;
    [[nodiscard]] bool operator>(const Offer& other) const {
      return each > other.each || (each == other.each && order > other.order);
    }
  };

  Node& node_of(const Line& end);
  void count_users();
  void find_rates();
  void bind(const Node& node, double each);

  std::deque<Node> nodes_;
  std::map<const Line*, Node*> node_of_;
  std::deque<Path> paths_;
  std::map<std::pair<const Node*, const Node*>, std::size_t> path_of_;
  std::vector<std::size_t> taken_;  // that anybody takes
  std::vector<Node*> crowded_;      // their lines
  std::vector<Offer> offers_;
  bool stale_ = false;
};

}  // namespace garoa
