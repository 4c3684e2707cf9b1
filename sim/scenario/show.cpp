#include "sim/scenario/show.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/safe_text.hpp"

namespace garoa {
namespace {

using Shape = FieldRecord::Shape;

constexpr std::size_t comment_column = 44;
constexpr std::size_t longest_comment = 200;

/// "base.yaml:3" of "cw/base.yaml:3"; other origins are no places.
std::string name_of_place(const std::string& origin) {
  const auto colon = origin.rfind(':');
  const bool is_place = colon != std::string::npos && colon + 1 < origin.size() &&
                        origin.find_first_not_of("0123456789", colon + 1) == std::string::npos;
  return is_place ? origin.substr(origin.rfind('/', colon) + 1) : origin;
}

class Printer {
 public:
  explicit Printer(Places places) : places_{places} {}
  std::string text;

  void map(const FieldRecord& record, std::size_t depth) {
    for (const auto& child : record.children) {
      if (child->key != "extends") entry(*child, depth);
    }
  }

 private:
  void line(std::size_t depth, const std::string& content, const std::string& comment) {
    std::string out(2 * depth, ' ');
    out += content;
    if (!comment.empty()) {
      const auto width =
          std::count_if(out.begin(), out.end(), [](char c) { return !continues_character(c); });
      out.append(comment_column - std::min<std::size_t>(comment_column, static_cast<std::size_t>(width)),
                 ' ');
      out +=
          "  # " + safe_text(places_ == Places::by_name ? name_of_place(comment) : comment, longest_comment);
    }
    text += out + '\n';
    something_is_set_ = something_is_set_ || content[0] != '#';
  }

  void entry(const FieldRecord& record, std::size_t depth) {
    switch (record.shape) {
      case Shape::scalar:
      case Shape::values:
        value(record, depth);
        break;
      case Shape::list:
        list(record, depth);
        break;
      case Shape::alternatives:
        if (record.present) {
          section(record, depth);
        } else {
          value(record, depth);
        }
        break;
      case Shape::map:
      case Shape::named:
        section(record, depth);
        break;
    }
  }

  /// What is not given is a comment: given, it would be another scenario. Some keys may not be given beside others, and a
  /// default that is given is no assumption any more.
  void value(const FieldRecord& record, std::size_t depth) {
    if (record.present) {
      line(depth, fmt::format("{}: {}", record.key, record.value), record.origin);
    } else if (record.value.empty()) {
      line(depth, fmt::format("# {}:", record.key), "not set");
    } else {
      line(depth, fmt::format("# {}: {}", record.key, record.value), record.origin);
    }
  }

  /// One in which nothing is set has an empty map, or YAML would read no value.
  void section(const FieldRecord& record, std::size_t depth) {
    if (record.children.empty() && !record.present) return;
    Printer inner{places_};
    inner.map(record, depth + 1);
    if (inner.something_is_set_) {
      line(depth, record.key + ":", "");
    } else if (record.present) {
      line(depth, record.key + ": {}", record.origin);
    } else {
      line(depth, fmt::format("# {}:", record.key), "");
    }
    text += inner.text;
  }

  void list(const FieldRecord& record, std::size_t depth) {
    if (!record.present || record.children.empty()) {
      line(depth, fmt::format("{}{}: []", record.present ? "" : "# ", record.key), record.origin);
      return;
    }
    line(depth, record.key + ":", record.origin);
    for (const auto& item : record.children) {
      Printer inner{places_};
      inner.map(*item, depth + 2);
      if (inner.something_is_set_) {
        inner.text[2 * (depth + 1)] = '-';
      } else {
        line(depth + 1, "- {}", item->origin);
      }
      text += inner.text;
    }
  }

  Places places_;
  bool something_is_set_ = false;
};

}  // namespace

std::string show_scenario(const FieldRecord& root, Places places) {
  Printer printer{places};
  printer.map(root, 0);
  return printer.text;
}

}  // namespace garoa
