// The page of findings without a run: `garoa check --format html`.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { barriers, close, closeBrowser, garoa, open, openBrowser, picture, readJson, temporaryFolder, tooWide } from "./support.mjs";

const folder = temporaryFolder();
const out = join(folder, "check");
const page = join(out, "findings.html");

before(async () => {
  garoa("check", "scenarios/processamento-automatico/base.yaml", "--suggest", "--fail-on", "never", "--format", "html,json", "--out", out);
  await openBrowser();
});
after(closeBrowser);

test("each finding is there, with its key, its line and the change that closes it", async () => {
  const opened = await open(page);
  const { findings } = readJson(out, "findings.json").compliance;
  const rows = await opened.page.evaluate(() => [...document.querySelectorAll("#findings tbody tr")].map((row) => row.textContent));
  assert.equal(rows.length, findings.length);
  findings.forEach((finding, i) => {
    assert.ok(rows[i].includes(finding.control), finding.control);
    if (finding.key) assert.ok(rows[i].includes(finding.key), `${finding.control}: ${finding.key}`);
    if (finding.place) assert.ok(rows[i].includes(`base.yaml:${finding.place.line}`), `${finding.control}: line`);
    if (finding.fix) assert.ok(rows[i].includes(`${finding.fix.parameter}=${finding.fix.value}`), `${finding.control}: change`);
  });
  await picture(opened.page, "findings-1440");
  await close(opened, page);
});

test("the table shows gaps first, and all findings on request", async () => {
  const opened = await open(page);
  const { findings } = readJson(out, "findings.json").compliance;
  const shown = () => opened.page.locator("#findings tbody tr:visible").count();
  assert.equal(await shown(), findings.filter(({ status }) => status === "FAIL" || status === "WARN").length);
  await opened.page.locator("form[data-rows=findings] select[name=status]").selectOption("PASS");
  assert.equal(await shown(), findings.filter(({ status }) => status === "PASS").length);
  await close(opened, page);
});

test("it has no barriers, and fits a telephone", async () => {
  for (const width of [1440, 390]) {
    const opened = await open(page, { width });
    assert.deepEqual(await barriers(opened.page), []);
    assert.equal(await tooWide(opened.page), 0);
    if (width === 390) await picture(opened.page, "findings-390");
    await close(opened, page);
  }
});
