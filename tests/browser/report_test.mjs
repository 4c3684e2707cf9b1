// The page of a result: `garoa run --format html`.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { barriers, close, closeBrowser, garoa, open, openBrowser, overlapping, picture, readJson, rowsOf, scales, source, temporaryFolder, tooWide } from "./support.mjs";

const folder = temporaryFolder();
const week = join(folder, "week");
const hostile = join(folder, "hostile");
const outage = join(folder, "outage");
const pageOf = (result) => join(result, "report.html");
const title = `<script>alert("a")</script><img src=x onerror=alert(1)>'&amp;`;

before(async () => {
  garoa("run", "scenarios/central-financeira/base.yaml", "--out", week, "--format", "json,csv,html", "--quiet");
  garoa("run", "scenarios/lessons/retry-storm/base.yaml", "--out", outage, "--format", "html", "--quiet");
  garoa("run", "tests/cli/scenarios/functions.yaml", "--set", `title=${JSON.stringify(title)}`, "--out", hostile, "--format", "json,csv,html", "--quiet");
  await openBrowser();
});
after(closeBrowser);

/** Lines of series.csv by resource, metric and statistic. */
function seriesOf(result) {
  const all = new Map();
  for (const line of readFileSync(join(result, "series.csv"), "utf8").trim().split("\n").slice(1)) {
    const [time, , resource, metric, statistic, , value] = line.split(",");
    const name = `${resource},${metric},${statistic}`;
    all.set(name, [...(all.get(name) ?? []), { time: Number(time), value: Number(value) }].slice(-5000));
  }
  return all;
}

/** Agree to six digits? */
function same(a, b) {
  return Math.abs(a - b) <= 1e-5 * Math.max(Math.abs(a), Math.abs(b));
}

const start = Date.UTC(2026, 2, 2);

test("every chart has drawn marks", async () => {
  const opened = await open(pageOf(week));
  const drawn = await opened.page.evaluate(() => Object.fromEntries([...document.querySelectorAll("figure")].map((figure) => [
    figure.id, figure.querySelectorAll("svg .mark-rect path, svg .mark-line path, svg .mark-area path, svg .mark-symbol path").length])));
  assert.deepEqual(Object.keys(drawn), ["chart-timeline", "chart-backup-runs", "chart-unprotected", "chart-exposure", "chart-time", "chart-cost", "chart-growth"]);
  for (const [id, marks] of Object.entries(drawn)) assert.ok(marks > 0, `${id} has no marks`);
  await picture(opened.page, "report-1440");
  await close(opened, pageOf(week));
});

test("the timeline shows the numbers of series.csv", async () => {
  const opened = await open(pageOf(week));
  const all = seriesOf(week);
  const panels = [
    ["uploads", "flows.intake started", "flows.intake,garoa UploadsStarted,Sum"],
    ["uploads", "flows.intake acknowledged", "flows.intake,garoa UploadsAcknowledged,Sum"],
    ["latency", "flows.intake mean", "flows.intake,garoa UploadLatency,Average"],
    ["latency", "flows.intake p99", "flows.intake,garoa UploadLatency,p99"],
    ["queue", "ebs.documents", "ebs.documents,AWS/EBS VolumeQueueLength,Average"],
    ["cpu", "ec2.app", "ec2.app,AWS/EC2 CPUUtilization,Average"],
    ["disk", "ebs.documents", "ebs.documents,CWAgent disk_used_percent,Average"],
  ];
  for (const [panel, what, name] of panels) {
    const rows = (await rowsOf(opened.page, "timeline", panel)).filter((row) => row.what === what && row.v !== null);
    const points = all.get(name);
    assert.equal(rows.length, points.length, name);
    rows.forEach((row, i) => {
      assert.equal(row.t, start + 1000 * points[i].time, name);
      assert.ok(same(row.v, points[i].value), `${name} at ${points[i].time} s: ${row.v}, not ${points[i].value}`);
    });
  }
  await close(opened, pageOf(week));
});

test("no line is drawn through periods in which nothing happened", async () => {
  const opened = await open(pageOf(outage));
  const rows = (await rowsOf(opened.page, "timeline", "latency")).filter(({ what }) => what === "flows.intake p99");
  assert.ok(rows.some(({ v }) => v === null), "there are minutes without an upload");
  const paths = await opened.page.locator("#chart-timeline svg g.line_latency_marks path, #chart-timeline svg [class*=line_latency] path").evaluateAll(
    (marks) => marks.map((mark) => mark.getAttribute("d") ?? ""));
  assert.ok(paths.some((path) => (path.match(/M/g) ?? []).length > 1), `the line is broken: ${paths.length} paths`);
  await close(opened, pageOf(outage));
});

test("a page has its result beside it, from which it can be made again", () => {
  assert.equal(readJson(outage, "result.json").schema.startsWith("garoa.result/"), true);
});

test("labels neither lie over each other nor lose what tells them apart, on phone and screen", async () => {
  for (const width of [390, 1440]) {
    const opened = await open(pageOf(week), { width });
    for (const chart of ["time", "cost", "backup-runs", "growth"]) assert.deepEqual(await overlapping(opened.page, chart), [], `${chart} at ${width}`);
    for (const [chart, scale] of Object.entries(await scales(opened.page))) assert.ok(scale > 0.9, `${chart} is drawn at ${scale}`);
    const names = await opened.page.locator("#chart-cost svg .role-axis-label text").allTextContents();
    assert.equal(new Set(names.filter((name) => !/^[0-9]/.test(name))).size, names.filter((name) => !/^[0-9]/.test(name)).length, `two lines of the bill have one name: ${names}`);
    await close(opened, pageOf(week));
  }
});

test("the other charts show the numbers of result.json", async () => {
  const opened = await open(pageOf(week));
  const result = readJson(week, "result.json");
  const rows = async (chart) => rowsOf(opened.page, chart, "source_0");

  const runs = await rows("backup-runs");
  assert.deepEqual(runs.map(({ start_s, end_s, state }) => ({ start_s, end_s, state })),
                   result.backups.map(({ start_s, end_s, state }) => ({ start_s, end_s, state })));
  runs.forEach((row, i) => assert.equal(row.window, result.backups[i].window_s / 3600));

  const parts = result.bottlenecks.flatMap(({ flow, phase, waited_s, parts: all }) => all.flatMap((part) => [
    { phase: `${flow} ${phase}`, resource: part.resource, kind: "service", seconds: part.service_s, share: part.service_s / waited_s },
    { phase: `${flow} ${phase}`, resource: part.resource, kind: "queueing", seconds: part.queueing_s, share: part.queueing_s / waited_s }]));
  const time = await rows("time");
  assert.equal(time.length, parts.length);
  time.forEach((row, i) => {
    assert.deepEqual([row.phase, row.resource, row.kind, row.seconds], [parts[i].phase, parts[i].resource, parts[i].kind, parts[i].seconds]);
    assert.ok(same(row.share, parts[i].share));
  });

  const lines = result.cost.lines.filter(({ amount }) => amount > 0).sort((a, b) => b.amount - a.amount);
  assert.deepEqual((await rows("cost")).map(({ amount }) => amount), lines.map(({ amount }) => amount));

  const { months, steady } = result.cost;
  assert.deepEqual((await rows("growth")).map(({ amount }) => amount), [...months, ...(steady ? [steady] : [])].map(({ amount }) => amount));
  assert.equal(months[0].amount, result.cost.first_month);
  assert.equal(months.find(({ month }) => month === 12).amount, result.cost.twelfth_month);

  const finding = result.compliance.findings.find(({ control }) => control === "D-RC-01");
  const unprotected = await rowsOf(opened.page, "unprotected", "ages");
  const byJob = unprotected.filter(({ what }) => what === "flows.intake, by job");
  assert.ok(same(Math.max(...byJob.map(({ v }) => v)), finding.measured), "the largest age is what D-RC-01 measured");

  const ages = await rows("exposure");
  const [, first, second] = result.backups;
  assert.ok(same(Math.max(...ages.map(({ v }) => v)) * 3600, Math.max(...result.backups.slice(1).map(({ end_s }, i) => end_s - result.backups[i].start_s))));
  assert.ok(ages.some(({ t, v }) => Math.abs(t - start - 1000 * second.end_s) < 0.01 && same(v * 3600, second.end_s - first.start_s)));
  await close(opened, pageOf(week));
});

/** What the panels show, and what is chosen in the overview. */
function shownTime(page) {
  return page.evaluate(() => {
    const { view } = document.getElementById("chart-timeline");
    return { panels: view.scale("concat_1_x").domain().map(Number), chosen: view.signal("chosen").t?.map(Number) };
  });
}

test("a range that is drawn in the overview is what all panels show", async () => {
  const opened = await open(pageOf(week));
  const before = await shownTime(opened.page);
  assert.equal(before.chosen, undefined);
  const drawn = opened.page.locator("#chart-timeline svg .overview_group, #chart-timeline svg .concat_0_group").first();
  await drawn.scrollIntoViewIfNeeded();
  const overview = await drawn.boundingBox();
  const y = overview.y + overview.height / 2;
  await opened.page.mouse.move(overview.x + overview.width * 0.4, y);
  await opened.page.mouse.down();
  await opened.page.mouse.move(overview.x + overview.width * 0.6, y, { steps: 8 });
  await opened.page.mouse.up();
  await opened.page.waitForFunction(() => document.getElementById("chart-timeline").view.signal("chosen").t);
  const later = await shownTime(opened.page);
  assert.deepEqual(later.panels, later.chosen);
  const part = (later.panels[1] - later.panels[0]) / (before.panels[1] - before.panels[0]);
  assert.ok(part > 0.1 && part < 0.3, `a fifth of the time was drawn, ${part} is shown`);
  await close(opened, pageOf(week));
});

test("a day is chosen with the keyboard", async () => {
  const opened = await open(pageOf(week));
  await opened.page.locator("#day").focus();
  await opened.page.keyboard.press("ArrowDown");
  await opened.page.keyboard.press("ArrowDown");
  await opened.page.waitForFunction(() => document.getElementById("chart-timeline").view.signal("chosen").t);
  const { panels } = await shownTime(opened.page);
  assert.ok(Math.abs(panels[0] - (start + 86400000)) < 60000 && Math.abs(panels[1] - (start + 2 * 86400000)) < 60000, `${panels}`);
  await close(opened, pageOf(week));
});

test("findings are filtered by status, severity and words", async () => {
  const opened = await open(pageOf(week));
  const { page } = opened;
  const { findings } = readJson(week, "result.json").compliance;
  const shown = () => page.locator("#findings tbody tr:visible").count();
  const count = (wanted) => findings.filter(wanted).length;
  assert.equal(await shown(), count(({ status }) => status === "FAIL" || status === "WARN"));
  await page.getByLabel("Status").selectOption("PASS");
  assert.equal(await shown(), count(({ status }) => status === "PASS"));
  await page.getByLabel("Status").selectOption("");
  assert.equal(await shown(), findings.length);
  await page.getByLabel("Severity").selectOption("high");
  assert.equal(await shown(), count(({ severity }) => severity === "high"));
  await page.getByLabel("Severity").first().selectOption("");
  await page.locator("form[data-rows=findings] input").fill("D-RC-01");
  assert.ok((await shown()) >= 1);
  assert.equal(await shown(), count(({ control, message }) => `${control} ${message}`.includes("D-RC-01")));
  assert.equal(await page.locator("form[data-rows=findings] output").textContent(), `${await shown()} of ${findings.length}`);
  await close(opened, pageOf(week));
});

test("the architecture tells what binds and how full boxes are, where dot draws it", async (context) => {
  const opened = await open(pageOf(week));
  const picture = opened.page.locator("#architecture svg.wide");
  if ((await picture.count()) === 0) {
    context.skip("Graphviz is not there");
    await opened.page.context().close();
    return;
  }
  const words = await picture.textContent();
  for (const word of ["EC2 app", "EBS documents", "S3 archive", "zone sa-east-1a", "backup nightly through app", "binds: uplink"]) assert.ok(words.includes(word), word);
  const used = readJson(week, "result.json").metrics["ebs.documents.used_share.max"].value;
  assert.ok(words.includes(`space: ${(100 * used).toFixed(1)} %`));
  assert.equal(await opened.page.locator("#architecture svg.wide .binds").count(), 1);
  await close(opened, pageOf(week));
});

test("what a scenario says is text, never an element", async () => {
  const opened = await open(pageOf(hostile));
  assert.equal(await opened.page.locator("h1").textContent(), title);
  assert.equal(await opened.page.locator("img").count(), 0);
  await close(opened, pageOf(hostile));
});

test("a phone's width, dark, and paper", async () => {
  const phone = await open(pageOf(week), { width: 390, height: 844, colorScheme: "dark" });
  assert.equal(await tooWide(phone.page), 0);
  const background = () => phone.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await background(), "rgb(18, 23, 30)");
  await picture(phone.page, "report-390-dark");
  await phone.page.emulateMedia({ media: "print" });
  assert.equal(await background(), "rgb(255, 255, 255)");
  assert.equal(await phone.page.locator("nav").isVisible(), false);
  assert.equal(await phone.page.locator("#chart-cost svg").isVisible(), true);
  const closed = phone.page.locator("#gaps details:not([open])");
  assert.ok((await closed.count()) > 0);
  await phone.page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await closed.count(), 0);
  await phone.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.ok((await closed.count()) > 0);
  await close(phone, pageOf(week));
});

/** The tables that are wider than their place. */
function cutOff(page) {
  return page.evaluate(() => [...document.querySelectorAll(".scroll")].filter((box) => box.offsetParent && box.scrollWidth > box.clientWidth + 1)
    .map((box) => box.getAttribute("aria-label")));
}

test("no table is cut off on screen and paper, and on paper nothing tells what to do at a screen", async () => {
  const opened = await open(pageOf(week));
  assert.deepEqual(await cutOff(opened.page), []);
  assert.ok(await opened.page.locator(".on-screen").count() > 0);
  await opened.page.emulateMedia({ media: "print" });
  assert.deepEqual(await cutOff(opened.page), []);
  assert.equal(await opened.page.locator(".on-screen:visible").count(), 0);
  const said = await opened.page.locator("main").innerText();
  for (const word of ["drawn in the first", "chosen above", "pointed at", "draw a range"]) assert.ok(!said.includes(word), word);
  await close(opened, pageOf(week));
});

test("on a phone legends and titles are whole", async () => {
  for (const page of [pageOf(week), pageOf(outage)]) {
    const phone = await open(page, { width: 390, height: 844 });
    const texts = await phone.page.locator("svg :is(.role-legend-label, .role-title-text) text").allTextContents();
    assert.ok(texts.length > 6);
    assert.deepEqual(texts.filter((text) => text.includes("\u2026")), []);
    await close(phone, page);
  }
});

test("names of sixty letters stay within a phone's width", async () => {
  const names = ["documents", "archive", "intake", "nightly", "audit"];
  const text = readFileSync(join(source, "scenarios/central-financeira/base.yaml"), "utf8");
  const scenario = join(folder, "long_names.yaml");
  const long = names.reduce((all, name) => all.replace(new RegExp(`\\b${name}\\b`, "g"), `${name}_of_the_head_office_and_all_branches_in_the_interior`), text);
  writeFileSync(scenario, long);
  const result = join(folder, "long");
  garoa("run", scenario, "--set", "duration=3 h", "--out", result, "--format", "html", "--quiet");
  const phone = await open(pageOf(result), { width: 390, height: 844 });
  assert.equal(await tooWide(phone.page), 0);
  // No chart is made smaller than it was drawn.
  const scaled = await phone.page.evaluate(() => [...document.querySelectorAll(".drawing svg")].filter((svg) => svg.getBoundingClientRect().width < 0.97 * Number(svg.getAttribute("width")))
    .map((svg) => svg.closest("figure").id));
  assert.deepEqual(scaled, []);
  await close(phone, pageOf(result));
});

test("nothing serious bars anybody from the page", async () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1440]) {
      const opened = await open(pageOf(week), { width, colorScheme });
      await opened.page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      assert.deepEqual(await barriers(opened.page), [], `${colorScheme}, ${width}`);
      await close(opened, pageOf(week));
    }
  }
});

test("a stored result gives the same page, and a week is less than 2 MB", () => {
  const page = readFileSync(pageOf(week), "utf8");
  assert.ok(statSync(pageOf(week)).size < 2e6);
  garoa("report", week, "--format", "html");
  assert.equal(readFileSync(pageOf(week), "utf8") === page, true);
});
