// The page of a sweep: `garoa sweep --format html`.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { barriers, close, closeBrowser, garoa, open, openBrowser, overlapping, picture, readJson, rowsOf, source, temporaryFolder, tooWide } from "./support.mjs";

const folder = temporaryFolder();
const plan = join(folder, "plan.yaml");
const whole = join(folder, "whole");
const file = join(whole, "report.html");
let points;

before(async () => {
  writeFileSync(plan, `garoa: 1
scenario: ${source}/scenarios/processamento-automatico/base.yaml
set: [duration=20 min, warmup=0 s]
replications: 2
axes:
  - { path: lambda.validate.architecture, list: [x86_64, arm64] }
  - { path: lambda.validate.memory, list: [128 MB, 512 MB, 3008 MB] }
  - { path: load, list: [1, 2] }
goal: ["flows.automation.processing.latency.p99 < 5 s"]
minimize: cost.per_month
`);
  garoa("sweep", plan, "--out", whole, "--format", "table,html", "--quiet");
  points = readJson(whole, "points.json").outcomes;
  assert.equal(points.length, 12);
  await openBrowser();
});
after(closeBrowser);

const cost = "cost.per_month";
const latency = "flows.automation.processing.latency.p99";

test("curves, heat map and front show the numbers of points.json", async () => {
  const opened = await open(file);
  for (const chart of ["curves", "heat-map", "front"]) {
    const rows = await rowsOf(opened.page, chart, "points");
    assert.equal(rows.length, points.length, chart);
    for (const row of rows) {
      const { metrics, values } = points[row.number - 1];
      assert.deepEqual([row.v0, row.v1, row.v2], values);
      assert.deepEqual([row.m0, row.m1], [metrics[cost].value, metrics[latency].value]);
      assert.deepEqual([row.low0, row.high0], metrics[cost].ci95);
    }
    assert.ok(await opened.page.locator(`#chart-${chart} svg :is(.mark-symbol, .mark-rect) path`).count() > 6, chart);
  }
  assert.ok(await opened.page.locator("#chart-curves svg .mark-area path").count() >= 2, "there are bands");
  await picture(opened.page, "sweep-1440");
  await close(opened, file);
});

test("an axis of numbers shows the values that were run, and a number that never moves stands on an axis from zero", async () => {
  const linear = join(folder, "linear");
  writeFileSync(join(folder, "linear.yaml"), `garoa: 1
scenario: ${source}/scenarios/central-financeira/base.yaml
set: [duration=20 min, warmup=0 s]
axes:
  - { path: ec2.app.workers, list: [16, 24, 48, 64] }
`);
  garoa("sweep", join(folder, "linear.yaml"), "--out", linear, "--format", "html", "--quiet");
  const page = join(linear, "report.html");
  const opened = await open(page);
  const texts = await opened.page.locator("#chart-curves svg .role-axis-label text").allTextContents();
  for (const workers of ["16", "24", "48", "64"]) assert.ok(texts.filter((text) => text === workers).length >= 2, `${workers} in ${texts}`);
  for (const rounded of ["20", "50", "60"]) assert.ok(!texts.slice(0, 4).includes(rounded), texts.join(" "));
  assert.ok(texts.every((text) => text.length < 6), `an axis of one value has digits of nothing: ${texts}`);
  await close(opened, page);
});

test("the front is of points that no other one betters", async () => {
  const opened = await open(file);
  const front = (await rowsOf(opened.page, "front", "points")).filter((row) => row.front).map((row) => row.number);
  const betters = (a, b) => a.m0 <= b.m0 && a.m1 <= b.m1 && (a.m0 < b.m0 || a.m1 < b.m1);
  const rows = await rowsOf(opened.page, "front", "points");
  assert.deepEqual(front, rows.filter((row) => !rows.some((other) => betters(other, row))).map((row) => row.number));
  await close(opened, file);
});

/** What the charts were told. */
function followed(page, chart) {
  return page.evaluate((id) => document.getElementById(`chart-${id}`).view.signal("chosen_values"), chart);
}

test("sliders are moved by keys, and everything follows", async () => {
  const opened = await open(file);
  const { page } = opened;
  const sliders = page.locator(".explorer input[type=range]");
  assert.equal(await sliders.count(), 3);
  const move = async (name, key) => {
    await page.getByLabel(name, { exact: true }).focus();
    await page.keyboard.press(key);
  };
  for (let at = 0; at < points.length; ++at) {
    const [architecture, memory, load] = [Math.floor(at / 6), Math.floor(at / 2) % 3, at % 2];
    for (const [name, steps] of [["architecture", architecture], ["memory", memory], ["load", load]]) {
      await move(name, "Home");
      for (let i = 0; i < steps; ++i) await move(name, "ArrowRight");
    }
    const point = points[at];
    const told = await page.locator(".explorer .told").textContent();
    assert.ok(told.includes(`point ${point.point},`) && point.values.every((value) => told.includes(value)), told);
    assert.equal(await page.getByLabel("memory", { exact: true }).getAttribute("aria-valuetext"), point.values[1]);
    const card = page.locator(".explorer li", { hasText: cost });
    assert.equal(await card.locator(".value").textContent(), `USD ${point.metrics[cost].value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`);
    assert.match(await card.locator(".aside").textContent(), /^95 %: USD /);
    const goal = page.locator(".explorer tr", { hasText: "goal: " });
    assert.equal(await goal.locator(".value").textContent(), point.metrics[latency].value < 5 ? "MET" : "MISSED");
    for (const chart of ["curves", "heat-map", "front"]) assert.deepEqual(await followed(page, chart), [architecture, memory, load]);
  }
  await close(opened, file);
});

test("names of metrics and settings are in code type, and the heat map says what is true in light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const opened = await open(file, { colorScheme });
    const codes = await opened.page.locator(".answer code, .cards code").allTextContents();
    for (const name of ["flows.automation.processing.latency.p99", "cost.per_month"]) assert.ok(codes.includes(name), codes.join(" "));
    assert.ok((await opened.page.locator("#chart-heat-map .about").innerText()).includes("the stronger the colour, the larger"));
    await close(opened, file);
  }
});

test("a point without a result says why, and one that was not run says so", async () => {
  const broken = join(folder, "broken");
  const text = readFileSync(plan, "utf8").replace("3008 MB]", "1 MB]");
  writeFileSync(join(folder, "broken.yaml"), text);
  garoa("sweep", join(folder, "broken.yaml"), "--shard", "1/2", "--out", broken, "--format", "html", "--quiet");
  const shard = join(broken, "shard-1-of-2", "report.html");
  const opened = await open(shard);
  const { page } = opened;
  assert.ok((await page.locator("#broken").textContent()).includes("memory"), "it is listed");
  await page.getByLabel("memory", { exact: true }).focus();
  await page.keyboard.press("Home");
  assert.match(await page.locator(".explorer .told").textContent(), /1 MB.*: point \d+, invalid: /);
  assert.equal(await page.locator(".explorer .cards .value").first().textContent(), "-");
  await close(opened, shard);
});

test("nothing serious bars anybody from the page, on paper, phone and screen", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1440]) {
      const opened = await open(file, { width, colorScheme });
      await opened.page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      assert.equal(await tooWide(opened.page), 0);
      assert.deepEqual(await overlapping(opened.page, "heat-map"), [], `${width}`);
      assert.deepEqual(await barriers(opened.page), [], `${colorScheme}, ${width}`);
      await picture(opened.page, `sweep-${width}-${colorScheme}`);
      await close(opened, file);
    }
  }
});

test("a stored sweep and joined shards give the same page, below 2 MB", () => {
  const page = readFileSync(file, "utf8");
  assert.ok(statSync(file).size < 2e6);
  garoa("report", whole, "--format", "html");
  assert.equal(readFileSync(file, "utf8") === page, true);
  garoa("merge", whole, "--out", join(folder, "merged"), "--format", "html", "--quiet");
  assert.equal(readFileSync(join(folder, "merged", "report.html"), "utf8") === page, true);
});
