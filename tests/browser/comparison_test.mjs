// The page of a comparison: `garoa compare --format html`.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { barriers, close, closeBrowser, garoa, open, openBrowser, picture, rowsOf, temporaryFolder, tooWide } from "./support.mjs";

const folder = temporaryFolder();
const file = join(folder, "comparison.html");
const written = file;
const equal = join(folder, "equal.html");
const compared = ["compare", "scenarios/processamento-automatico/base.yaml", "scenarios/processamento-automatico/memory-128.yaml",
                  "--set", "duration=2 h", "--set", "warmup=10 min", "--replications", "3", "--quiet", "--format"];
let numbers;

before(async () => {
  writeFileSync(file, garoa(...compared, "html"));
  writeFileSync(equal, garoa("compare", "scenarios/processamento-automatico/base.yaml", "--vary", "lambda.validate.timeout=50 s,55 s", "--set", "duration=1 h", "--set",
                             "warmup=0 s", "--replications", "2", "--quiet", "--format", "html"));
  numbers = JSON.parse(garoa(...compared, "json"));
  await openBrowser();
});
after(closeBrowser);

test("differences and intervals are those of the comparison", async () => {
  const opened = await open(file);
  const rows = await rowsOf(opened.page, "differences-1", "source_0");
  const [pair] = numbers.pairs;
  assert.ok(rows.length >= 3);
  for (const row of rows) {
    const { from, difference, half_width } = pair.metrics.find(({ metric }) => metric === row.metric);
    assert.ok(Math.abs(row.difference - difference / Math.abs(from)) < 1e-9, row.metric);
    assert.ok(Math.abs(row.high - row.low - 2 * half_width / Math.abs(from)) < 1e-9, row.metric);
  }
  assert.ok(await opened.page.locator("#chart-side-by-side svg .mark-symbol path").count() >= 6);
  await picture(opened.page, "comparison-1440");
  await close(opened, file);
});

test("options that are equal have an axis of a percent, and are told apart by what differs", async () => {
  const opened = await open(equal);
  const axis = await opened.page.locator("#chart-differences-1 svg .role-axis-label text").allTextContents();
  assert.ok(axis.includes("+1.0%") && axis.includes("−1.0%"), axis.join(" "));
  const names = await opened.page.locator("#chart-side-by-side svg .role-axis-label text").allTextContents();
  assert.ok(names.includes("timeout=50 s") && names.includes("timeout=55 s"), names.join(", "));
  await picture(opened.page, "comparison-equal-1440");
  await close(opened, equal);
});

test("a phone's width, dark and light, bar nobody", async () => {
  for (const [file, colorScheme] of [[written, "light"], [written, "dark"], [equal, "light"], [equal, "dark"]]) {
    const opened = await open(file, { width: 390, height: 844, colorScheme });
    assert.equal(await tooWide(opened.page), 0);
    assert.deepEqual(await barriers(opened.page), []);
    const money = await opened.page.locator("#options tbody td.number").first().boundingBox();
    // The names of variants are as long as their settings.
    if (file === written) assert.ok(money.x + money.width <= 390, `the money ends at ${money.x + money.width}`);
    await picture(opened.page, `comparison-390-${colorScheme}`);
    await close(opened, file);
  }
});
