// A program of the build: writes the C++ source that has what the pages are made of (sim/render/html/html_parts.hpp).
//
//   node bundle.mjs FOLDER MODULES OUTPUT      FOLDER: of the scripts and page.css; MODULES: node_modules of the lock file
//
// The libraries are compressed (gzip, base64): the browser expands them. Before them stands the license of everything that is in them.
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [folder, modules, output] = process.argv.slice(2);
const scripts = ["sliders.js", "replay.js", "page.js"];
const libraries = ["vega/build/vega.min.js", "vega-lite/build/vega-lite.min.js", "vega-embed/build/vega-embed.min.js"];

/** Every folder of a package below node_modules, by name. */
function packagesIn(path) {
  return readdirSync(path).sort().filter((name) => !name.startsWith(".")).flatMap((name) => {
    const inner = join(path, name);
    if (!statSync(inner).isDirectory()) return [];
    return name.startsWith("@") ? packagesIn(inner) : [inner];
  });
}

/** The packages of each license text, without texts that say the same. */
function licenses() {
  const byText = new Map();
  for (const path of packagesIn(modules)) {
    const about = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    const file = readdirSync(path).find((name) => /^licen[sc]e/i.test(name));
    const text = file ? readFileSync(join(path, file), "utf8").trim() : `License: ${about.license}`;
    byText.set(text, [...(byText.get(text) ?? []), `${about.name} ${about.version}`]);
  }
  return [...byText].map(([text, names]) => `${names.join(", ")}\n\n${text}`).join("\n\n---\n\n");
}

/** Short literals beside each other: octal escapes end after three digits, whatever follows. */
function literal(text) {
  const bytes = Buffer.from(text, "utf8");
  let lines = "";
  for (let at = 0; at < bytes.length; at += 1000) {
    let line = "";
    for (const byte of bytes.subarray(at, at + 1000)) {
      const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f;
      line += plain ? String.fromCharCode(byte) : "\\" + byte.toString(8).padStart(3, "0");
    }
    lines += `\n  "${line}"`;
  }
  return lines || '""';
}

const notice = `/*\n${licenses().replaceAll("*/", "* /")}\n*/\n`;
const library = notice + libraries.map((file) => readFileSync(join(modules, file), "utf8")).join("\n;\n");
const parts = {
  style: readFileSync(join(folder, "page.css"), "utf8"),
  script: scripts.map((file) => readFileSync(join(folder, file), "utf8")).join("\n"),
  library: gzipSync(library, { level: 9 }).toString("base64"),
};
writeFileSync(output, `// Made by sim/render/html/bundle.mjs.
#include "sim/render/html/html_parts.hpp"

namespace garoa {

HtmlParts html_parts() {
  HtmlParts parts;
${Object.entries(parts).map(([name, text]) => `  parts.${name} = ${literal(text)};\n`).join("")}  return parts;
}

}  // namespace garoa
`);
