// The replay on the page of a result: `garoa run --replay`.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { barriers, close, closeBrowser, garoa, open, openBrowser, picture, readJson, temporaryFolder, tooWide } from "./support.mjs";

const folder = temporaryFolder();
const functions = join(folder, "functions");
const crowded = join(folder, "crowded");
const failing = join(folder, "failing");
const pageOf = (result) => join(result, "report.html");

before(async () => {
  garoa("run", "scenarios/processamento-automatico/base.yaml", "--set", "duration=4 h", "--set", "lambda.validate.reserved_concurrency=2", "--replay", "from 60 min, 20 min",
        "--out", functions, "--format", "json,csv,html", "--quiet");
  garoa("run", "scenarios/central-financeira/base.yaml", "--set", "duration=12 h", "--set", "ec2.app.connections=8", "--set", "load=40",
        "--replay", "from 2026-03-02T10:00, 2 min", "--out", crowded, "--format", "json,csv,html", "--quiet");
  garoa("run", "scenarios/central-financeira/base.yaml", "--set", "duration=3 h", "--set", "failures=[{at: 125 min, zone: a, kind: outage, for: 10 min}]",
        "--replay", "from 120 min, 20 min", "--out", failing, "--format", "json,csv,html", "--quiet");
  await openBrowser();
});
after(closeBrowser);

/** Puts the slider to a tick, as a reader would. */
async function show(page, tick) {
  await page.locator(".replay input[type=range]").evaluate((slider, value) => {
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, tick);
}

function told(page) {
  return page.locator(".replay [data-level]").allTextContents();
}

for (const [name, result] of [["functions", functions], ["a crowded instance", crowded]]) {
  test(`at any instant the page tells what the journal said: ${name}`, async () => {
    const opened = await open(pageOf(result));
    const { levels, ticks } = readJson(result, "replay.json");
    assert.ok(levels.some(({ what, values }) => what === "uploads under way" && Math.max(...values) > 0));
    for (let tick = 0; tick <= ticks; tick += 37) {
      await show(opened.page, tick);
      const numbers = (await told(opened.page)).map((text) => Number(text.replaceAll(",", "")));
      assert.deepEqual(numbers, levels.map(({ values }) => values[tick]), `tick ${tick}`);
    }
    await close(opened, pageOf(result));
  });
}

test("what CloudWatch has by then stands apart, with its statistic and the end of its period", async () => {
  const opened = await open(pageOf(crowded));
  const { reported, window: { from_s, length_s }, ticks } = readJson(crowded, "replay.json");
  const midnight = Date.UTC(2026, 2, 2);
  for (const tick of [0, ticks / 2, ticks]) {
    await show(opened.page, tick);
    const now = from_s + (tick * length_s) / ticks;
    const times = await opened.page.locator(".replay [data-reported-at]").allTextContents();
    assert.deepEqual(times, reported.map(({ points }) => {
      const last = points.filter(([t]) => t <= now).at(-1);
      return last ? new Date(midnight + 1000 * last[0]).toISOString().slice(11, 19) : "-";
    }));
  }
  const names = await opened.page.locator(".replay tr:has([data-reported]) td:nth-child(2)").allTextContents();
  assert.ok(names.includes("AWS/EC2 CPUUtilization, Average"), names.join("; "));
  await close(opened, pageOf(crowded));
});

test("the picture tells how the burst balance sinks", async (context) => {
  const sinking = join(folder, "sinking");
  garoa("run", "scenarios/lessons/gp2-burst/base.yaml", "--set", "duration=3 h", "--replay", "from 60 min, 30 min", "--out", sinking, "--format", "html", "--quiet");
  const opened = await open(pageOf(sinking));
  const balance = async (tick) => {
    await show(opened.page, tick);
    const text = (await opened.page.locator(".replay svg.wide .count").allTextContents()).join(" ");
    return Number(text.match(/burst balance: ([0-9.]+) %/)?.[1]);
  };
  if ((await opened.page.locator(".replay svg").count()) === 0) {
    context.skip("Graphviz is not there");
    await opened.page.context().close();
    return;
  }
  const [early, late] = [await balance(0), await balance(600)];
  assert.ok(early > late && late > 0, `${early} % sinks to ${late} %`);
  const full = await opened.page.locator(".replay svg.wide rect.balance").evaluateAll(
    (fills) => fills.map((fill) => fill.getAttribute("height") / fill.previousElementSibling.getAttribute("height")));
  assert.ok(full.some((part) => Math.abs(part - late / 100) < 0.01), `a bar is filled to ${late} %: ${full}`);
  await close(opened, pageOf(sinking));
});

test("environments in use are never more than the series' maximum of the minute", () => {
  const replay = readJson(functions, "replay.json");
  const { values } = replay.levels.find(({ what }) => what === "environments in use");
  const most = new Map();
  for (const line of readFileSync(join(functions, "series.csv"), "utf8").trim().split("\n").slice(1)) {
    const [time, , resource, metric, statistic, , value] = line.split(",");
    if (resource === "lambda.validate" && metric === "AWS/Lambda ConcurrentExecutions" && statistic === "Maximum") most.set(Number(time), Number(value));
  }
  assert.ok(most.size > 100);
  values.forEach((value, tick) => {
    const at = replay.window.from_s + (tick * replay.window.length_s) / replay.ticks;
    const minute = [...most.keys()].filter((time) => time <= at).at(-1);
    assert.ok(value <= Math.max(most.get(minute), most.get(minute + 60) ?? 0), `${value} at ${at} s`);
  });
});

test("every balance comes with what it is when full, and nothing else does", () => {
  const { reported } = readJson(crowded, "replay.json");
  const balances = reported.filter(({ metric }) => /BurstBalance|CPUCreditBalance/.test(metric));
  assert.ok(balances.every(({ full, points }) => points.every(([, value]) => value <= full)));
  assert.deepEqual(reported.filter(({ full }) => full !== undefined), balances);
});

test("documents travel, and a refused one turns red", async () => {
  const opened = await open(pageOf(crowded));
  const { travellers, window: { from_s, length_s }, ticks } = readJson(crowded, "replay.json");
  const refused = travellers.find(({ failed, steps }) => failed && steps.length > 1);
  assert.ok(refused, "some are refused");
  const at = refused.steps.find(({ what }) => what === "refused").t;
  await show(opened.page, Math.min(ticks, Math.ceil(((at - from_s) / length_s) * ticks)));
  assert.ok((await opened.page.locator(".replay .dot.failed").count()) > 0);
  await picture(opened.page, "replay-1440");
  await close(opened, pageOf(crowded));
});

test("what fails is framed and named while it lasts", async () => {
  const opened = await open(pageOf(failing));
  const { window: { from_s, length_s }, ticks } = readJson(failing, "replay.json");
  const [{ at_s, end_s }] = readJson(failing, "result.json").failures;
  for (let tick = 0; tick <= ticks; tick += 50) {
    await show(opened.page, tick);
    const t = from_s + (tick * length_s) / ticks;
    const lasts = at_s <= t && t < end_s;
    assert.equal(await opened.page.locator(".replay .failing").textContent(), lasts ? "zone a: outage" : "", `tick ${tick}`);
    assert.equal((await opened.page.locator(".replay .picture svg:visible .fails").count()) > 0, lasts, `tick ${tick}`);
  }
  await show(opened.page, ticks / 2);
  await picture(opened.page, "replay-failing-1440");
  await close(opened, pageOf(failing));
});

test("it is played, stopped and stepped by keys, slower and faster", async () => {
  const opened = await open(pageOf(functions));
  const { page } = opened;
  const tick = async () => Number(await page.locator(".replay").getAttribute("data-tick"));
  await page.getByRole("button", { name: "Play" }).focus();
  await page.locator(".replay [data-do=speed]").selectOption("60");
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "Play" }).press("Enter");
  await page.waitForFunction(() => Number(document.querySelector(".replay").dataset.tick) > 0, undefined, { timeout: 10000 });
  await page.getByRole("button", { name: "Pause" }).press("Enter");
  const stopped = await tick();
  await page.getByRole("button", { name: "Step", exact: true }).press("Enter");
  assert.equal(await tick(), stopped + 1);
  await page.getByRole("button", { name: "Step back" }).press("Enter");
  assert.equal(await tick(), stopped);
  await page.getByRole("slider", { name: "Instant" }).press("End");
  assert.equal(await tick(), 600);
  assert.equal(await page.getByRole("slider", { name: "Instant" }).getAttribute("aria-valuetext"), "2026-03-02 01:20:00");
  await page.getByRole("slider", { name: "Instant" }).press("Home");
  await page.locator(".replay .picture").press(" ");
  await page.getByRole("button", { name: "Pause" }).press("Enter");
  await close(opened, pageOf(functions));
});

test("nothing serious bars anybody from it, on phone and screen", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1440]) {
      const opened = await open(pageOf(functions), { width, colorScheme });
      await show(opened.page, 300);
      assert.equal(await tooWide(opened.page), 0);
      assert.deepEqual(await barriers(opened.page), [], `${colorScheme}, ${width}`);
      await picture(opened.page, `replay-${width}-${colorScheme}`);
      await close(opened, pageOf(functions));
    }
  }
});

test("the recording changes no result, and a stored one gives the same page below 2 MB", () => {
  const page = readFileSync(pageOf(functions), "utf8");
  assert.ok(statSync(pageOf(functions)).size < 2e6);
  garoa("report", functions, "--format", "html");
  assert.equal(readFileSync(pageOf(functions), "utf8") === page, true);
  const plain = join(folder, "plain");
  garoa("run", "scenarios/processamento-automatico/base.yaml", "--set", "duration=4 h", "--set", "lambda.validate.reserved_concurrency=2", "--out", plain, "--format", "json,csv", "--quiet");
  for (const name of ["result.json", "series.csv", "distributions.json"]) assert.equal(readFileSync(join(plain, name), "utf8") === readFileSync(join(functions, name), "utf8"), true, name);
});
