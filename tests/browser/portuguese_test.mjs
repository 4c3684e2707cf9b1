// The pages in Portuguese, of every kind, with `--lang pt-BR`.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { barriers, close, closeBrowser, garoa, open, openBrowser, picture, rowsOf, temporaryFolder, tooWide } from "./support.mjs";

const folder = temporaryFolder();
const results = [["central-financeira", "week"], ["processamento-automatico", "automation"]].map(([scenario, name]) => ({ scenario, folder: join(folder, name) }));
const pageOf = (result) => join(result, "report.html");
const others = [
  ["capacity", ["capacity", "scenarios/central-financeira/base.yaml", "--set", "duration=1 d", "--most", "16", "--precision", "20%", "--quiet"]],
  ["findings", ["check", "scenarios/central-financeira/base.yaml", "--fail-on", "never"]],
  ["lesson", ["lesson", "gp2-burst", "--quiet"]],
];
const comparison = join(folder, "comparison.html");

before(async () => {
  for (const { scenario, folder: out } of results)
    garoa("run", `scenarios/${scenario}/base.yaml`, "--out", out, "--format", "json,csv,html", "--quiet", "--lang", "pt-BR");
  writeFileSync(comparison, garoa("compare", "scenarios/processamento-automatico/base.yaml", "scenarios/processamento-automatico/memory-128.yaml", "--set",
                                  "duration=2 h", "--set", "warmup=10 min", "--replications", "3", "--quiet", "--format", "html", "--lang", "pt-BR"));
  for (const [name, words] of others) writeFileSync(join(folder, `${name}.html`), garoa(...words, "--lang", "pt-BR", "--format", "html"));
  garoa("run", "scenarios/central-financeira/base.yaml", "--set", "duration=4 h", "--replay", "from 60 min, 10 min", "--out", join(folder, "replay"), "--format", "html", "--quiet",
        "--lang", "pt-BR");
  garoa("sweep", "scenarios/sweeps/lambda-memory.yaml", "--set", "duration=20 min", "--out", join(folder, "sweep"), "--format", "html", "--quiet", "--lang", "pt-BR");
  await openBrowser();
});
after(closeBrowser);

const file = (name) => join(folder, `${name}.html`);
const pages = () => [...results.map(({ scenario, folder: out }) => [pageOf(out), scenario]), [comparison, "comparison"], ...others.map(([name]) => [file(name), name]),
                     [pageOf(join(folder, "replay")), "replay"], [pageOf(join(folder, "sweep")), "sweep"]];

/** Texts of the page and its charts, but of parts that quote: titles of sources, the scenario, names of metrics. */
function textsOf(page) {
  return page.evaluate(() => {
    const quoted = "#assumptions td:nth-child(6), #assumptions details td:nth-child(4), #sources, #scenario, #metrics table, #provenance, script, style, code, pre, .meta, h1";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      if (text && !walker.currentNode.parentElement.closest(quoted)) texts.push(text);
    }
    return texts;
  });
}

/** Words, but of keys, names and commands, that Portuguese does not have, and English hardly a sentence without. */
const english = /(?<![\p{L}_])(the|of|and|with|which|than|is|are|was|were|from|for|not|no longer|each|run|left|started)(?![\p{L}_])/iu;

for (const width of [390, 1440]) {
  test(`no English is left on a page ${width} wide, and it bars nobody`, async () => {
    for (const [file, name] of pages()) {
      const opened = await open(file, { width, colorScheme: width < 500 ? "dark" : "light" });
      assert.equal(await opened.page.evaluate(() => document.documentElement.lang), "pt-BR");
      assert.deepEqual((await textsOf(opened.page)).filter((text) => english.test(text.replaceAll(/`[^`]*`|garoa [a-z]+|[a-z0-9_*-]+([.-][a-z0-9_*-]+)+/g, ""))), [], name);
      assert.deepEqual(await barriers(opened.page), [], name);
      assert.equal(await tooWide(opened.page), 0, name);
      await picture(opened.page, `portuguese-${name}-${width}`);
      await close(opened, file);
    }
  });
}

test("numbers of tables and axes have a decimal comma", async () => {
  const [{ folder: out }] = results;
  const opened = await open(pageOf(out));
  const numbers = await opened.page.locator("#traffic td.number").allTextContents();
  assert.ok(numbers.some((text) => /^\d+,\d+ /.test(text)), "no decimal comma");
  assert.deepEqual(numbers.filter((text) => /^\d+\.\d{1,2}( |$)/.test(text)), []);
  const axis = await opened.page.locator("#chart-backup-runs svg text").allTextContents();
  assert.ok(axis.some((text) => /^0,\d+$/.test(text)), axis.join(" "));
  await close(opened, pageOf(out));
});

test("legends stand for the colours: the rows have their words", async () => {
  const [{ folder: out }] = results;
  const opened = await open(pageOf(out));
  const kinds = new Set((await rowsOf(opened.page, "time", "source_0")).map(({ kind }) => kind));
  assert.deepEqual([...kinds].sort(), ["fila", "serviço"]);
  await close(opened, pageOf(out));
});

test("a stored result gives the page of its run, in either language", async () => {
  const [{ folder: out }] = results;
  const page = readFileSync(pageOf(out), "utf8");
  garoa("report", out, "--format", "html", "--lang", "en");
  const inEnglish = readFileSync(pageOf(out), "utf8");
  assert.match(inEnglish, /<html lang="en">/);
  assert.match(inEnglish, /Where the time goes/);
  garoa("report", out, "--format", "html", "--lang", "pt-BR");
  assert.equal(readFileSync(pageOf(out), "utf8"), page);
});

test("tables are filtered, and tell how many rows they show", async () => {
  const [{ folder: out }] = results;
  const opened = await open(pageOf(out));
  const shown = () => opened.page.locator("#gaps output").textContent();
  assert.match(await shown(), /^\d+ de \d+$/);
  const before = await shown();
  await opened.page.locator("#gaps select[name=severity]").selectOption("high");
  assert.notEqual(await shown(), before);
  await close(opened, pageOf(out));
});
