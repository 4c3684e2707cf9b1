// What browser tests share: running garoa, opening a page in headless Chromium, and watching that it neither complains nor asks for
// anything.
//
// GAROA_SCREENSHOTS=FOLDER keeps pictures of what the tests looked at.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(join(process.env.BROWSER_MODULES, "modules.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const source = process.env.GAROA_SOURCE;

/** Runs garoa; its standard output. Other codes than these are a fault. */
export function garoa(...words) {
  return execFileSync(process.env.GAROA_PROGRAM, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], cwd: source });
}

export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), "garoa-browser-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function readJson(...path) {
  return JSON.parse(readFileSync(join(...path), "utf8"));
}

let browser;
export async function openBrowser() {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PROGRAM, args: ["--no-sandbox"] });
}
export async function closeBrowser() {
  await browser.close();
}

/** The page in a window of its own, when its charts are drawn. `watched` tells what it complained of and asked for. */
export async function open(file, { width = 1440, height = 900, colorScheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const watched = { said: [], asked: [] };
  page.on("console", (message) => watched.said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (fault) => watched.said.push(`fault: ${fault.message}`));
  page.on("dialog", (dialog) => { watched.said.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  context.on("request", (request) => watched.asked.push(request.url()));
  await page.goto(`file://${file}`);
  await page.waitForFunction(() => document.documentElement.dataset.drawn, undefined, { timeout: 60000 });
  return { page, watched };
}

/** Closes it, if it was quiet and asked for nothing but itself. */
export async function close({ page, watched }, file) {
  assert.deepEqual(watched.said, [], "the page complains");
  assert.deepEqual(watched.asked.filter((url) => url !== `file://${file}` && !url.startsWith("data:")), [], "the page asks for something");
  await page.context().close();
}

export async function picture(page, name) {
  if (process.env.GAROA_SCREENSHOTS) await page.screenshot({ path: join(process.env.GAROA_SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** What axe-core finds that is serious or worse. */
export async function barriers(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html).join(" | ")}`);
}

/** A data set of a chart, as the drawn view has it. */
export function rowsOf(page, chart, data) {
  return page.evaluate(([id, name]) => {
    const { view } = document.getElementById(`chart-${id}`);
    return view.data(name).map((row) => ({ ...row }));
  }, [chart, data]);
}

/** Texts of a chart that lie over each other. */
export function overlapping(page, chart) {
  return page.evaluate((id) => {
    const texts = [...document.querySelectorAll(`#chart-${id} svg text`)].filter((text) => text.textContent.trim() && getComputedStyle(text).opacity !== "0");
    const places = texts.map((text) => ({ text: text.textContent, ...text.getBoundingClientRect().toJSON() }));
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
    return places.flatMap((a, i) => places.slice(i + 1).filter((b) => meet(a, b)).map((b) => `${a.text} | ${b.text}`));
  }, chart);
}

/** Of each chart how much smaller its letters are than they were meant to be: 1 is not at all. */
export function scales(page) {
  return page.evaluate(() => Object.fromEntries([...document.querySelectorAll("figure")].map((figure) => {
    const svg = figure.querySelector("svg");
    return [figure.id, svg.getBoundingClientRect().width / svg.viewBox.baseVal.width];
  })));
}

/** By how much the page is wider than its window. */
export function tooWide(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
