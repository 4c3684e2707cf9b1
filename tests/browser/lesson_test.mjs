// Lessons as pages: `garoa lesson NAME --format html`.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { barriers, close, closeBrowser, garoa, open, openBrowser, picture, rowsOf, temporaryFolder, tooWide } from "./support.mjs";

const folder = temporaryFolder();
const english = join(folder, "gp2-burst.html");
const portuguese = join(folder, "memory-size.html");

before(async () => {
  garoa("lesson", "gp2-burst", "--lang", "en", "--format", "html", "--out", english, "--quiet");
  garoa("lesson", "memory-size", "--lang", "pt-BR", "--format", "html", "--out", portuguese, "--quiet");
  await openBrowser();
});
after(closeBrowser);

/** The text of a card, by its label. */
function card(page, label) {
  return page.locator(".explorer .cards li", { hasText: label }).locator(".value").textContent();
}

/** What the runs give is shown to who has guessed. */
async function guess(page) {
  await page.getByRole("radio").first().check();
  await page.locator("details.moving[open] svg").first().waitFor();
}

test("what the runs give is hidden until there is a guess", async () => {
  const opened = await open(english);
  const cards = opened.page.locator(".explorer .cards");
  assert.equal(await cards.isVisible(), false);
  assert.equal(await opened.page.locator("#chart-over-time").isVisible(), false);
  await guess(opened.page);
  assert.equal(await cards.isVisible(), true);
  await opened.page.waitForFunction(() => document.querySelector("#chart-over-time svg").getBoundingClientRect().width > 800);
  await close(opened, english);
});

test("between values that are names there is no line", async () => {
  const file = join(folder, "nat-bill.html");
  garoa("lesson", "nat-bill", "--lang", "en", "--format", "html", "--out", file, "--quiet");
  const opened = await open(file);
  await guess(opened.page);
  assert.ok((await opened.page.locator("#chart-lesson svg .mark-symbol path").count()) > 0);
  assert.equal(await opened.page.locator("#chart-lesson svg .mark-line path").count(), 0);
  await close(opened, file);
});

test("a slider moves the cards and the ring to the numbers that the terminal tells", async () => {
  const told = garoa("lesson", "gp2-burst", "--lang", "en", "--quiet");
  const opened = await open(english);
  const { page } = opened;
  const [size, type] = [page.locator('input[data-axis="0"]'), page.locator('input[data-axis="1"]')];
  await guess(page);
  assert.equal(await card(page, "uploads refused"), "38,131");
  await picture(page, "lesson-1440");
  await size.focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await size.getAttribute("aria-valuetext"), "200 GiB");
  const refused = await card(page, "uploads refused");
  assert.match(told, new RegExp(`200 GiB +gp2 .* ${refused} `));
  await type.focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await card(page, "uploads refused"), "0");
  assert.equal(await card(page, "credits used up after"), "-");
  const rows = await rowsOf(page, "lesson", "source_0");
  assert.equal(rows.length, 8);
  await close(opened, english);
});

test("over time the run where the sliders stand is drawn before all others: the credits sink, and with gp3 there are none", async () => {
  const opened = await open(english);
  const { page } = opened;
  await guess(page);
  const rows = (await rowsOf(page, "over-time", "curve_0")).filter(({ v }) => v !== null);
  const chosen = rows.filter(({ p }) => p === 0).map(({ v }) => v);
  assert.ok(chosen[0] > 98 && Math.min(...chosen) < 1, `${chosen[0]} to ${Math.min(...chosen)} %`);
  assert.ok(rows.every(({ p }) => p % 2 === 0), "no gp3 volume has credits");
  const lines = () => page.locator("#chart-over-time svg .mark-line path").evaluateAll((paths) => paths.map((path) => path.getAttribute("d")).filter(Boolean));
  const before = await lines();
  assert.ok(before.some((path) => (path.match(/L/g) ?? []).length > 20), "a balance that is told every five minutes is one line");
  await page.locator('input[data-axis="0"]').focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((old) => JSON.stringify([...document.querySelectorAll("#chart-over-time svg .mark-line path")].map((path) => path.getAttribute("d")).filter(Boolean)) !== old,
                             JSON.stringify(before), { timeout: 5000 });
  await close(opened, english);
});

test("the answer stays hidden until it is opened, and then shows which choice is right", async () => {
  const opened = await open(english);
  const { page } = opened;
  const answer = page.locator(".solution .answer");
  assert.equal(await answer.isVisible(), false);
  await page.getByRole("radio").first().check();
  await page.locator(".solution > summary").click();
  assert.equal(await answer.isVisible(), true);
  const right = page.locator(".choices .right");
  assert.equal(await right.count(), 1);
  assert.equal((await right.textContent()).trim().replace(/^[a-d]\) /, ""), (await answer.textContent()).trim());
  assert.notEqual(await right.evaluate((label) => getComputedStyle(label).borderLeftColor), "rgba(0, 0, 0, 0)");
  await close(opened, english);
});

test("a page in Portuguese has no English words around it, and its numbers as Portuguese has them", async () => {
  const opened = await open(portuguese);
  const { page } = opened;
  assert.equal(await page.locator("html").getAttribute("lang"), "pt-BR");
  const text = await page.locator("body").innerText();
  assert.doesNotMatch(text, /\b(Answer|Question|Your guess|Try next|Sources|Nothing on this page)\b/);
  assert.match(await card(page, "duração, mediana"), /^\d+,\d+ s$/);
  await picture(page, "lesson-1440-pt-BR");
  await close(opened, portuguese);
});

test("a phone's width, dark and light, bars nobody; a page stays below two megabytes", async () => {
  for (const file of [english, portuguese]) {
    assert.ok(statSync(file).size < 2e6);
    assert.ok(readFileSync(file, "utf8").endsWith("</html>\n"));
    for (const colorScheme of ["light", "dark"]) {
      const opened = await open(file, { width: 390, height: 844, colorScheme });
      assert.equal(await tooWide(opened.page), 0);
      await guess(opened.page);
      await opened.page.locator(".solution > summary").click();
      assert.deepEqual(await barriers(opened.page), []);
      await picture(opened.page, `lesson-390-${colorScheme}-${file === english ? "en" : "pt-BR"}`);
      await close(opened, file);
    }
  }
});
