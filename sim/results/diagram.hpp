// An architecture as a picture of boxes and arrows: plain values, whatever draws them. Ids are the paths under which results name
// resources ("ebs.documents"), so that a result can colour them.
#pragma once

#include <string>
#include <vector>

namespace garoa {

struct Diagram {
  /// What a box stands for, which gives it its shape.
  enum class Shape { clients, compute, volume, bucket, function, queue, topic, table, log, other };

  struct Frame {
    std::string id;
    std::string title;   // "zone sa-east-1a"
    std::string inside;  // id of the frame around it; empty: none
  };
  struct Node {
    std::string id;
    Shape shape = Shape::other;
    std::string service;               // "EC2"
    std::string name;                  // "app"
    std::vector<std::string> details;  // lines: "m6i.large"
    std::string frame;                 // id; empty: in none
  };
  struct Link {
    std::string from;
    std::string to;
    std::string label;
    bool aside = false;   // logs and the like: not on a document's way
    std::string id = {};  // of what works on it, such as "backup.nightly"; empty: nothing does
  };

  std::string title;
  std::vector<Frame> frames;  // those around others first
  std::vector<Node> nodes;
  std::vector<Link> links;

  [[nodiscard]] bool has(const std::string& id) const {
    for (const auto& node : nodes) {
      if (node.id == id) return true;
    }
    return false;
  }
};

}  // namespace garoa
