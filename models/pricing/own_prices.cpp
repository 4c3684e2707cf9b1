#include "models/pricing/own_prices.hpp"

#include <algorithm>
#include <filesystem>

#include "sim/core/input_file.hpp"
#include "sim/core/sha256.hpp"

namespace garoa {
namespace {

YamlEntry* entry_of(YamlNode& map, const std::string& key) {
  const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                  [&](const YamlEntry& entry) { return entry.key == key; });
  return found == map.entries.end() ? nullptr : &*found;
}

void put(YamlNode& map, const YamlEntry& entry) {
  if (auto* const there = entry_of(map, entry.key)) {
    *there = entry;
  } else {
    map.entries.push_back(entry);
  }
}

/// A group of one name is no part of the book's: its types' prices come after and hold.
void add_group(YamlNode& groups, YamlEntry group) {
  while (entry_of(groups, group.key) != nullptr) group.key += " (own)";
  groups.entries.push_back(std::move(group));
}

}  // namespace

OwnPrices read_own_prices(Fields& f, Catalogue& catalogue, const std::string& folder) {
  OwnPrices own;
  const auto name = f.maybe<std::string>("prices", "file of prices that replace list prices");
  if (!name) return own;
  const auto path = (std::filesystem::path{folder} / *name).lexically_normal();
  const auto [text, fault] = read_input(path.string());
  if (!fault.empty()) {
    f.error("prices", fmt::format("'{}' cannot be read: {}", path.string(), fault));
    return own;
  }
  catalogue.add_input(path.filename().string(), sha256_of(text));
  auto root = parse_yaml(text, path.string(), catalogue.diagnostics());
  if (!root) return own;
  if (!root->is(YamlNode::Kind::map)) {
    catalogue.diagnostics().error(root->where,
                                  fmt::format("a file of prices is a map, not {}", kind_name(*root)));
    return own;
  }
  const auto text_of = [&](const char* key) {
    const auto* const entry = root->find(key);
    return entry == nullptr ? std::string{} : entry->value.text;
  };
  own.region = text_of("region");
  own.like = text_of("like");
  own.country = text_of("country");
  own.root = std::move(*root);
  return own;
}

YamlNode as_of_another(YamlNode book, const std::string& region) {
  for (auto& item : book.items) item = as_of_another(std::move(item), region);
  for (auto& entry : book.entries) entry.value = as_of_another(std::move(entry.value), region);
  auto* const basis = entry_of(book, "basis");
  if (basis == nullptr) return book;
  basis->value.text = "P";
  if (entry_of(book, "region") != nullptr) return book;
  YamlEntry whose = *basis;
  whose.key = "region";
  whose.value.text = region;
  book.entries.push_back(std::move(whose));
  return book;
}

namespace {

/// A price without a basis is what the user pays.
YamlNode vouched(YamlNode prices) {
  for (auto& item : prices.items) item = vouched(std::move(item));
  for (auto& entry : prices.entries) entry.value = vouched(std::move(entry.value));
  const auto* const usd = entry_of(prices, "usd");
  if (usd == nullptr || entry_of(prices, "basis") != nullptr) return prices;
  const auto say = [&prices](YamlEntry entry, const char* key, const char* value) {
    entry.key = key;
    entry.value = YamlNode{YamlNode::Kind::scalar, value, false, {}, {}, entry.where};
    if (entry_of(prices, key) == nullptr) prices.entries.push_back(std::move(entry));
  };
  const auto like = *usd;
  say(like, "basis", "V");
  say(like, "source", "own prices");
  return prices;
}

}  // namespace

YamlNode with_own_prices(YamlNode book, const OwnPrices& own) {
  const auto prices = vouched(own.root);
  for (const auto& section : prices.entries) {
    auto* const there = entry_of(book, section.key);
    if (there == nullptr || !section.value.is(YamlNode::Kind::map)) {
      put(book, section);
      continue;
    }
    for (const auto& entry : section.value.entries) {
      if (section.key == "meters") {
        put(there->value, entry);
      } else {
        add_group(there->value, entry);
      }
    }
  }
  return book;
}

}  // namespace garoa
