// The page of a search for what breaks: `garoa capacity --format html`.
import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { barriers, close, closeBrowser, garoa, open, openBrowser, picture, rowsOf, scales, temporaryFolder, tooWide } from "./support.mjs";

const folder = temporaryFolder();
const search = (...more) => ["capacity", "scenarios/processamento-automatico/base.yaml", "--set", "duration=1 h", "--set", "warmup=0 s", "--precision", "20%", "--quiet", ...more];
const loads = search("--most", "64", "--set", "lambda.validate.reserved_concurrency=1");
const times = ["capacity", "scenarios/central-financeira/base.yaml", "--set", "duration=1 d", "--set", "warmup=0 s", "--set", "ebs.documents.size=200 GiB", "--until", "200 d", "--precision", "20%", "--quiet"];
const pages = new Map();

before(async () => {
  for (const [name, words] of [["loads", loads], ["times", times]]) {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, garoa(...words, "--format", "html"));
    pages.set(name, { file, found: JSON.parse(garoa(...words, "--format", "json")) });
  }
  await openBrowser();
});
after(closeBrowser);

for (const name of ["loads", "times"]) {
  test(`what breaks, and how much of each limit is used, as the search says: ${name}`, async () => {
    const { file, found } = pages.get(name);
    const opened = await open(file);
    const rows = await opened.page.locator("#breaks tbody tr").allTextContents();
    assert.equal(rows.length, found.breaks.length);
    assert.ok(rows.length > 0);
    found.breaks.forEach(({ limit }, i) => assert.ok(rows[i].includes(limit.what.replace(/\.$/, ""))));
    for (const [i, { limit, points }] of found.uses.slice(0, 10).entries()) {
      const rows = await rowsOf(opened.page, "uses", `use_${i}`);
      assert.deepEqual(rows.map((row) => [row.limit, row.at, row.used]), points.map(([at, used]) => [limit, at, used]));
    }
    if (found.uses.some(({ points }) => points.length > 1)) {
      const places = await opened.page.locator("#chart-uses svg .mark-symbol path").evaluateAll((marks) => marks.map((mark) => mark.getBoundingClientRect().x));
      assert.ok(Math.max(...places) - Math.min(...places) > 500, "points lie along the whole axis");
    }
    const today = found.uses.filter(({ points }) => points[0][0] === found.points[0]);
    assert.equal(await opened.page.locator("#chart-headroom").count(), today.length > 0 ? 1 : 0);
    const headroom = today.length > 0 ? await rowsOf(opened.page, "headroom", "source_0") : [];
    assert.deepEqual(headroom.map(({ used }) => used), today.map(({ points }) => points[0][1]).sort((a, b) => b - a));
    await picture(opened.page, `capacity-${name}`);
    await close(opened, file);
  });
}

test("a phone shows charts in letters that can be read", async () => {
  for (const { file } of pages.values()) {
    const opened = await open(file, { width: 390 });
    for (const [chart, scale] of Object.entries(await scales(opened.page))) assert.ok(scale > 0.9, `${chart} is drawn at ${scale}`);
    await close(opened, file);
  }
});

test("what holds is told by what is limited", async () => {
  const { file } = pages.get("times");
  const opened = await open(file);
  const titles = await opened.page.locator("#chart-uses svg .role-title-text").allTextContents();
  assert.ok(titles.length > 0);
  for (const title of titles) assert.doesNotMatch(title, / fails: | is full| leaves its window/);
  await close(opened, file);
});

test("nothing serious bars anybody from the page, on phone and screen", async () => {
  const { file } = pages.get("loads");
  assert.ok(statSync(file).size < 2e6);
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1440]) {
      const opened = await open(file, { width, colorScheme });
      await opened.page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      assert.equal(await tooWide(opened.page), 0);
      assert.deepEqual(await barriers(opened.page), [], `${colorScheme}, ${width}`);
      await picture(opened.page, `capacity-${width}-${colorScheme}`);
      await close(opened, file);
    }
  }
});
