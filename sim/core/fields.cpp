#include "sim/core/fields.hpp"

#include <algorithm>

namespace garoa {
namespace {

std::string origin_of(const Location& where) {
  if (!where.file) return "given";
  return where.line > 0 ? fmt::format("{}:{}", *where.file, where.line) : *where.file;
}

/// Where faults of a value are shown: at the value if it is a single one, else at its key.
const Location& place_of(const YamlEntry& entry) {
  return entry.value.is(YamlNode::Kind::scalar) ? entry.value.where : entry.where;
}

/// Where nobody asks, one child stands for all.
FieldRecord& add_child(FieldRecord& parent, const ReadContext& context, std::string_view key,
                       std::string_view meaning) {
  if (context.recorded || parent.children.empty()) parent.children.push_back(std::make_unique<FieldRecord>());
  auto& child = *parent.children.back();
  if (!context.recorded) return child;
  child.key = key;
  child.meaning = meaning;
  return child;
}

std::string join(const std::string& path, std::string_view key) {
  return path.empty() ? std::string{key} : fmt::format("{}.{}", path, key);
}

}  // namespace

bool Value::expect(YamlNode::Kind kind, std::string_view wanted) {
  if (node_ == nullptr) return false;
  if (node_->is(kind)) return true;
  context_.diagnostics.error(where_,
                             fmt::format("'{}' must be {}, not {}", path_, wanted, kind_name(*node_)));
  return false;
}

void Value::map(const std::function<void(Fields&)>& read) {
  record_.shape = FieldRecord::Shape::map;
  if (node_ != nullptr && !expect(YamlNode::Kind::map, "a map")) return;
  Fields fields{node_, path_, where_, record_, context_};
  read(fields);
}

void Value::each(const std::function<void(Fields&)>& read) {
  record_.shape = FieldRecord::Shape::list;
  const auto read_item = [&](const YamlNode* item, const Location& where) {
    auto& child = add_child(record_, context_, "", "");
    child.shape = FieldRecord::Shape::map;
    child.present = item != nullptr;
    Fields fields{item, path_, where, child, context_};
    read(fields);
  };
  if (context_.describing) read_item(nullptr, where_);
  if (!expect(YamlNode::Kind::sequence, "a list")) return;
  for (const auto& item : node_->items) {
    if (item.is(YamlNode::Kind::map)) {
      read_item(&item, item.where);
    } else {
      context_.diagnostics.error(
          item.where, fmt::format("'{}' must be a list of maps, not of {}", path_, kind_name(item)));
    }
  }
}

std::string Value::text() {
  auto text = scalar<std::string>();
  if (text && text->empty()) error(fmt::format("'{}' is empty", path_));
  return std::move(text).value_or("");
}

Fields::Fields(const YamlNode* node, std::string path, Location where, FieldRecord& record,
               ReadContext& context)
    : node_{node}, path_{std::move(path)}, where_{std::move(where)}, record_{record}, context_{context} {}

Fields::~Fields() {
  finish();
}

const YamlEntry* Fields::entry(std::string_view key) const {
  const auto* found = node_ == nullptr ? nullptr : node_->find(key);
  return found == nullptr || found->value.is(YamlNode::Kind::null) ? nullptr : found;
}

bool Fields::given(std::string_view key) const {
  return entry(key) != nullptr;
}

Location Fields::where(std::string_view key) const {
  const auto* found = node_ == nullptr ? nullptr : node_->find(key);
  if (found == nullptr) return where_;
  return place_of(*found);
}

void Fields::error(std::string_view key, std::string message) {
  context_.diagnostics.error(where(key), std::move(message));
}

void Fields::resolve(std::string_view key, const std::string& text) {
  for (auto& child : record_.children) {
    if (child->key != key || child->present) continue;
    child->value = text;
    child->origin = "derived";
  }
}

std::optional<Value> Fields::declare(std::string_view key, std::string_view meaning, FieldRecord::Shape shape,
                                     ScalarType type, bool required, const std::string& fallback) {
  declared_.emplace_back(key);
  auto& record = add_child(record_, context_, key, meaning);
  if (context_.recorded) {
    record.shape = shape;
    record.type = std::move(type);
    record.required = required;
    record.value = fallback;
    record.origin = "default";
  }
  const auto* found = entry(key);
  if (found == nullptr) {
    if (required && !context_.describing) {
      const auto owner = path_.empty() ? std::string{context_.document} : fmt::format("'{}'", path_);
      context_.diagnostics.error(where_,
                                 fmt::format("{} lacks the required key '{}' ({})", owner, key, meaning));
    }
    return std::nullopt;
  }
  if (context_.recorded) {
    record.present = true;
    record.origin = origin_of(found->where);
  }
  return Value{&found->value, join(path_, key), place_of(*found), record, context_};
}

Reference Fields::reference(std::string_view key, std::string_view meaning, bool optional) {
  auto value = declare(key, meaning, FieldRecord::Shape::scalar, Scalar<std::string>::type(), !optional, "");
  if (!value) return {};
  return {value->text(), value->where()};
}

void Fields::section(std::string_view key, std::string_view meaning,
                     const std::function<void(Fields&)>& read) {
  auto value = declare(key, meaning, FieldRecord::Shape::map, {}, false, "");
  if (value) {
    value->map(read);
  } else {
    Fields fields{nullptr, join(path_, key), where_, *record_.children.back(), context_};
    read(fields);
  }
}

bool Fields::maybe_section(std::string_view key, std::string_view meaning,
                           const std::function<void(Fields&)>& read) {
  auto value = declare(key, meaning, FieldRecord::Shape::map, {}, false, "");
  if (!value && context_.describing) {
    Fields fields{nullptr, join(path_, key), where_, *record_.children.back(), context_};
    read(fields);
  }
  if (value) value->map(read);
  return value.has_value();
}

void Fields::named(std::string_view key, std::string_view meaning,
                   const std::function<void(const std::string&, Fields&)>& read) {
  auto value = declare(key, meaning, FieldRecord::Shape::named, {}, false, "");
  auto& record = *record_.children.back();
  if (!value && context_.describing) {
    auto& child = add_child(record, context_, "<name>", "");
    child.shape = FieldRecord::Shape::map;
    Fields fields{nullptr, fmt::format("{}.<name>", join(path_, key)), where_, child, context_};
    read("<name>", fields);
  }
  if (!value || !value->expect(YamlNode::Kind::map, "a map of names")) return;
  for (const auto& item : value->node_->entries) {
    const auto path = fmt::format("{}.{}", join(path_, key), item.key);
    const bool plain =
        !item.key.empty() && std::all_of(item.key.begin(), item.key.end(), [](unsigned char c) {
          return c == '-' || c == '_' || (c < 128 && std::isalnum(c) != 0);
        });
    if (!plain) {
      context_.diagnostics.error(item.where,
                                 fmt::format("'{}': a name has letters, digits, '-' and '_' only", path));
      continue;
    }
    if (item.value.is(YamlNode::Kind::null)) continue;
    if (!item.value.is(YamlNode::Kind::map)) {
      context_.diagnostics.error(item.where,
                                 fmt::format("'{}' must be a map, not {}", path, kind_name(item.value)));
      continue;
    }
    auto& child = add_child(record, context_, item.key, "");
    child.shape = FieldRecord::Shape::map;
    child.present = true;
    child.origin = origin_of(item.where);
    Fields fields{&item.value, path, item.where, child, context_};
    read(item.key, fields);
  }
}

void Fields::list(std::string_view key, std::string_view meaning, const std::function<void(Fields&)>& read) {
  auto value = declare(key, meaning, FieldRecord::Shape::list, {}, false, "[]");
  if (value) {
    value->each(read);
  } else if (context_.describing) {
    Value nothing{nullptr, join(path_, key), where_, *record_.children.back(), context_};
    nothing.each(read);
  }
}

namespace {

/// The entry that holds: the one of the highest layer; several of one layer are an error of the caller.
std::vector<const YamlEntry*> of_highest_layer(const YamlNode& node) {
  int highest = 0;
  for (const auto& entry : node.entries) {
    if (!entry.value.is(YamlNode::Kind::null)) highest = std::max(highest, entry.layer);
  }
  std::vector<const YamlEntry*> chosen;
  for (const auto& entry : node.entries) {
    if (entry.layer == highest && !entry.value.is(YamlNode::Kind::null)) chosen.push_back(&entry);
  }
  return chosen;
}

std::string form_names(const std::vector<Alternative>& forms) {
  std::string names;
  for (const auto& form : forms) names += fmt::format("{}{}", names.empty() ? "" : ", ", form.key);
  return names;
}

}  // namespace

bool Fields::alternatives(std::string_view key, std::string_view meaning,
                          const std::vector<Alternative>& forms, const std::function<void(Value&)>& shorthand,
                          std::optional<std::string> fallback) {
  auto value = declare(key, meaning, FieldRecord::Shape::alternatives, {}, !fallback, fallback.value_or(""));
  auto& record = *record_.children.back();
  const auto path = join(path_, key);
  if (context_.describing) {
    if (shorthand) {
      auto& child = add_child(record, context_, "", "");
      Value nothing{nullptr, path, where_, child, context_};
      shorthand(nothing);
    }
    for (const auto& form : forms) {
      auto& child = add_child(record, context_, form.key, form.meaning);
      Value nothing{nullptr, join(path, form.key), where_, child, context_};
      form.read(nothing);
    }
  }
  if (!value) return false;
  if (value->is_scalar() && shorthand) {
    record.shape = FieldRecord::Shape::scalar;
    shorthand(*value);
    return true;
  }
  if (!value->expect(YamlNode::Kind::map, fmt::format("a map with one of {}", form_names(forms))))
    return true;
  const auto chosen = of_highest_layer(*value->node_);
  if (chosen.size() != 1) {
    value->error(fmt::format("'{}' needs exactly one of {}", path, form_names(forms)));
    return true;
  }
  std::vector<std::string_view> known;
  for (const auto& form : forms) known.push_back(form.key);
  for (const auto& form : forms) {
    if (form.key != chosen.front()->key) continue;
    auto& child = add_child(record, context_, chosen.front()->key, form.meaning);
    child.present = true;
    child.origin = origin_of(chosen.front()->where);
    Value inner{&chosen.front()->value, join(path, form.key), place_of(*chosen.front()), child, context_};
    form.read(inner);
    return true;
  }
  context_.diagnostics.error(chosen.front()->where,
                             fmt::format("'{}' knows no form '{}'{}; one of {}", path, chosen.front()->key,
                                         did_you_mean(chosen.front()->key, known), form_names(forms)));
  return true;
}

void Fields::finish() {
  if (finished_) return;
  finished_ = true;
  if (node_ == nullptr) return;
  std::vector<std::string_view> known{declared_.begin(), declared_.end()};
  std::size_t unknown = 0;
  for (const auto& given : node_->entries) {
    if (std::find(declared_.begin(), declared_.end(), given.key) != declared_.end()) continue;
    if (given.overrides && given.value.is(YamlNode::Kind::null)) continue;
    const auto owner = path_.empty() ? std::string{} : fmt::format(" in '{}'", path_);
    // Suggestions take time, and of a flood of unknown keys only the first are shown.
    const auto suggestion =
        ++unknown <= Diagnostics::most_shown ? did_you_mean(given.key, known) : std::string{};
    context_.diagnostics.error(given.where,
                               fmt::format("unknown key '{}'{}{}", given.key, owner, suggestion));
  }
}

}  // namespace garoa
