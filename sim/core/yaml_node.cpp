#include "sim/core/yaml_node.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "sim/core/safe_text.hpp"

namespace garoa {
namespace {

constexpr std::size_t deepest_nesting = 64;

/// Builds the tree; keeps a stack of open containers. A map waits for a key, then for its value.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, std::shared_ptr<const std::string> file, Diagnostics& diagnostics)
      : text_{text}, file_{std::move(file)}, diagnostics_{diagnostics} {}

  YamlNode take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    diagnostics_.error(place(mark),
                       fmt::format("anchors are not supported ('&{}'); use 'extends' to share values", name));
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    YamlNode node;
    node.where = place(mark);
    if (expects_value() && !written_null(mark)) {
      node.where = open_.back().key_where;
      diagnostics_.error(node.where,
                         fmt::format("key '{}' has no value (write null to reset it)", open_.back().key));
    }
    add(std::move(node));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    diagnostics_.error(place(mark), "aliases are not supported; use 'extends' to share values");
    YamlNode node;
    node.where = place(mark);
    add(std::move(node));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    reject_tag(mark, tag);
    if (leaves_quote_open(mark)) diagnostics_.error(place(mark), "the quote that begins here is not closed");
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.text = value;
    node.quoted = tag == "!";
    node.where = place(mark);
    add(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, YamlNode::Kind::sequence);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, YamlNode::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    bool has_key = false;
    std::string key;
    Location key_where;
    std::set<std::string, std::less<>> seen;
  };

  [[nodiscard]] Location place(const YAML::Mark& mark) const {
    return {file_, mark.line + 1, mark.column + 1};
  }
  [[nodiscard]] bool expects_value() const {
    return !open_.empty() && open_.back().node.is(YamlNode::Kind::map) && open_.back().has_key;
  }
  [[nodiscard]] bool written_null(const YAML::Mark& mark) const {
    if (mark.pos < 0 || static_cast<std::size_t>(mark.pos) >= text_.size()) return false;
    const auto rest = text_.substr(static_cast<std::size_t>(mark.pos));
    return rest.starts_with('~') || rest.starts_with("null") || rest.starts_with("Null") ||
           rest.starts_with("NULL");
  }
  /// yaml-cpp lets a quote that is open at the end of the file run to that end, and so swallow the rest of a
  /// scenario.
  [[nodiscard]] bool leaves_quote_open(const YAML::Mark& mark) const {
    if (mark.pos < 0 || static_cast<std::size_t>(mark.pos) >= text_.size()) return false;
    const char quote = text_[static_cast<std::size_t>(mark.pos)];
    if (quote != '"' && quote != '\'') return false;
    for (auto at = static_cast<std::size_t>(mark.pos) + 1; at < text_.size(); ++at) {
      if (quote == '"' && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == quote) {
        const bool doubled = quote == '\'' && at + 1 < text_.size() && text_[at + 1] == quote;
        if (!doubled) return false;
        ++at;
      }
    }
    return true;
  }
  void reject_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    diagnostics_.error(place(mark), fmt::format("explicit tags are not supported ('{}')", tag));
  }
  void open(const YAML::Mark& mark, const std::string& tag, YamlNode::Kind kind) {
    reject_tag(mark, tag);
    if (open_.size() >= deepest_nesting) throw YAML::ParserException(mark, "nested too deeply");
    Open container;
    container.node.kind = kind;
    container.node.where = place(mark);
    open_.push_back(std::move(container));
  }
  void close() {
    auto node = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(node));
  }
  void add(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& parent = open_.back();
    if (parent.node.is(YamlNode::Kind::sequence)) {
      parent.node.items.push_back(std::move(node));
    } else if (parent.has_key) {
      add_value(parent, std::move(node));
    } else {
      take_key(parent, std::move(node));
    }
  }
  void take_key(Open& map, YamlNode node) {
    map.has_key = true;
    map.key_where = node.where;
    map.key = node.is(YamlNode::Kind::scalar) ? node.text : std::string{};
    if (!node.is(YamlNode::Kind::scalar) || node.text.empty()) {
      diagnostics_.error(node.where, fmt::format("a key must be plain text, not {}", kind_name(node)));
    }
  }
  void add_value(Open& map, YamlNode node) {
    map.has_key = false;
    if (!map.seen.insert(map.key).second) {
      diagnostics_.error(map.key_where, fmt::format("key '{}' is given twice", map.key));
      return;
    }
    map.node.entries.push_back({map.key, map.key_where, std::move(node), 0});
  }

  std::string_view text_;
  std::shared_ptr<const std::string> file_;
  Diagnostics& diagnostics_;
  std::vector<Open> open_;
  YamlNode root_;
};

Location place_after(std::string_view text, const std::shared_ptr<const std::string>& file) {
  const auto lines = std::count(text.begin(), text.end(), '\n');
  const auto line_start = text.rfind('\n') + 1;
  return {file, static_cast<int>(lines) + 1, static_cast<int>(text.size() - line_start) + 1};
}

/// A cron expression without quotes that begins on the fault's line, before it: within braces its '?' and ',' are YAML's. Its text,
/// as far as the bracket that closes it.
std::string_view unquoted_cron(std::string_view text, const Location& fault) {
  for (int line = 1; line < fault.line; ++line)
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  text = text.substr(0, text.find('\n'));
  const auto begin = text.substr(0, static_cast<std::size_t>(fault.column)).rfind("cron(");
  if (begin == std::string_view::npos) return {};
  if (begin > 0 && (text[begin - 1] == '"' || text[begin - 1] == '\'')) return {};
  return text.substr(begin, text.find(')', begin) + 1 - begin);
}

}  // namespace

const YamlEntry* YamlNode::find(std::string_view key) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const YamlEntry& e) { return e.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

std::string_view kind_name(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "null";
    case YamlNode::Kind::scalar:
      return "text";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
  }
  return "a value";
}

std::optional<YamlNode> parse_yaml(std::string_view text, const std::string& file_name,
                                   Diagnostics& diagnostics) {
  const auto file = std::make_shared<const std::string>(file_name);
  // The builder looks up positions in the text, and the parser counts them in UTF-8, without a byte order mark.
  const auto decoded = utf8_of_utf16(text);
  if (decoded) text = *decoded;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const auto at = first_not_utf8(text)) {
    diagnostics.error(place_after(text.substr(0, *at), file), "what follows is not UTF-8");
    return std::nullopt;
  }
  Diagnostics faults;
  const auto not_yaml = [&](const Location& where, const std::string& why) {
    const auto cron = unquoted_cron(text, where);
    // What was found before is a misreading of the expression.
    if (cron.empty()) diagnostics.add(faults);
    diagnostics.error(where, cron.empty()
                                 ? fmt::format("not YAML: {}", why)
                                 : fmt::format("a cron expression within braces needs quotes: \"{}\"", cron));
  };
  TreeBuilder builder{text, file, faults};
  try {
    std::istringstream stream{std::string{text}};
    YAML::Parser parser{stream};
    if (!parser.HandleNextDocument(builder)) {
      YamlNode empty;
      empty.kind = YamlNode::Kind::map;
      empty.where = {file, 1, 1};
      return empty;
    }
    auto root = builder.take_root();
    TreeBuilder second{text, file, faults};
    if (parser.HandleNextDocument(second)) {
      faults.error(second.take_root().where, "several documents in one file are not supported");
    }
    diagnostics.add(faults);
    if (faults.has_errors()) return std::nullopt;
    if (root.is(YamlNode::Kind::null)) root.kind = YamlNode::Kind::map;
    return root;
  } catch (const YAML::Exception& fault) {
    not_yaml({file, fault.mark.line + 1, fault.mark.column + 1}, fault.msg);
  } catch (const std::exception& fault) {
    not_yaml({file, 1, 1}, fault.what());
  }
  return std::nullopt;
}

void mark_layer(YamlNode& node, int layer) {
  for (auto& item : node.items) mark_layer(item, layer);
  for (auto& entry : node.entries) {
    entry.layer = layer;
    mark_layer(entry.value, layer);
  }
}

void lay_over(YamlNode& lower, YamlNode upper, int layer) {
  if (!lower.is(YamlNode::Kind::map) || !upper.is(YamlNode::Kind::map)) {
    mark_layer(upper, layer);
    lower = std::move(upper);
    return;
  }
  std::map<std::string, std::size_t, std::less<>> places;
  for (std::size_t i = 0; i < lower.entries.size(); ++i) places.try_emplace(lower.entries[i].key, i);
  for (auto& entry : upper.entries) {
    const auto [place, is_new] = places.try_emplace(entry.key, lower.entries.size());
    if (is_new) {
      entry.layer = layer;
      mark_layer(entry.value, layer);
      lower.entries.push_back(std::move(entry));
      continue;
    }
    auto& below = lower.entries[place->second];
    below.layer = layer;
    below.overrides = true;
    below.where = entry.where;
    lay_over(below.value, std::move(entry.value), layer);
  }
}

}  // namespace garoa
