#include "sim/scenario/show.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {
namespace {

using Shape = FieldRecord::Shape;

constexpr std::size_t comment_column = 44;

/// Plain YAML text where that reads back as the same text, else in double quotes.
std::string yaml_text(const std::string& text) {
  static constexpr std::string_view special = ":#{}[],&*!|>'\"%@`";
  const bool plain = !text.empty() && text.find_first_of(special) == std::string::npos &&
                     text.front() != ' ' && text.back() != ' ' && text.front() != '-' &&
                     text.front() != '?' && text != "~" && text != "null" && text != "Null" && text != "NULL";
  if (plain) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

class Printer {
 public:
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
      if (out.size() < comment_column) out.resize(comment_column, ' ');
      out += "  # " + comment;
    }
    text += out + '\n';
    something_is_set_ = something_is_set_ || content[0] != '#';
  }

  void entry(const FieldRecord& record, std::size_t depth) {
    switch (record.shape) {
      case Shape::scalar:
        scalar(record, depth);
        break;
      case Shape::values:
        line(depth, fmt::format("{}: {}", record.key, record.value), record.origin);
        break;
      case Shape::list:
        list(record, depth);
        break;
      case Shape::alternatives:
        alternatives(record, depth);
        break;
      case Shape::map:
      case Shape::named:
        section(record, depth);
        break;
    }
  }

  /// Of one in which nothing is set the key is a comment too: YAML would read no value.
  void section(const FieldRecord& record, std::size_t depth) {
    if (record.children.empty()) return;
    Printer inner;
    inner.map(record, depth + 1);
    line(depth, (inner.something_is_set_ ? "" : "# ") + record.key + ":", "");
    text += inner.text;
    something_is_set_ = something_is_set_ || inner.something_is_set_;
  }

  void scalar(const FieldRecord& record, std::size_t depth) {
    if (record.value.empty() && !record.present) {
      line(depth, fmt::format("# {}:", record.key), "not set");
      return;
    }
    if (record.origin == "derived") {
      line(depth, fmt::format("# {}: {}", record.key, record.value), record.origin);
      return;
    }
    const bool text_value = record.type.json_type == "string";
    line(depth, fmt::format("{}: {}", record.key, text_value ? yaml_text(record.value) : record.value),
         record.origin);
  }

  void list(const FieldRecord& record, std::size_t depth) {
    if (record.children.empty()) {
      line(depth, fmt::format("{}: []", record.key), record.origin);
      return;
    }
    line(depth, record.key + ":", record.origin);
    for (const auto& item : record.children) {
      Printer inner;
      inner.map(*item, depth + 2);
      const std::size_t dash = 2 * (depth + 1);
      if (inner.text.size() > dash) inner.text[dash] = '-';
      text += inner.text;
    }
  }

  void alternatives(const FieldRecord& record, std::size_t depth) {
    if (record.origin == "derived") {
      line(depth, fmt::format("# {}: {}", record.key, record.value), record.origin);
      return;
    }
    if (!record.present) {
      line(depth, fmt::format("{}: {}", record.key, yaml_text(record.value)), record.origin);
      return;
    }
    line(depth, record.key + ":", "");
    map(record, depth + 1);
  }

  bool something_is_set_ = false;
};

}  // namespace

std::string show_scenario(const FieldRecord& root) {
  Printer printer;
  printer.map(root, 0);
  return printer.text;
}

}  // namespace garoa
