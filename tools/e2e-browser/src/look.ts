import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/** Of the run that is looked at there is all in it. */
const WINDOW_MS = 600_000;

/** What is waited for longer hangs, on a busy machine, too. */
export const LONGEST_WAIT_MS = 120_000;

const WIDE: BrowserContextOptions = { viewport: { width: 1_200, height: 900 } };

/** A page that is looked at, and what its console had to say. */
export interface Look {
  readonly page: Page;
  /** Errors of the console and exceptions that nothing caught, since it was last emptied. */
  readonly errors: string[];
  close(): Promise<void>;
}

/** Opens an address in a window of its own. */
export async function open(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Look> {
  const context = await browser.newContext({ ...WIDE, ...options });
  context.setDefaultTimeout(LONGEST_WAIT_MS);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(url);
  return { page, errors, close: () => context.close() };
}

/** The address of a stream's last ten minutes, or another time, on a page. */
export function streamUrl(page: string, streamId: string, windowMs = WINDOW_MS): string {
  return `${page}#/streams/${encodeURIComponent(streamId)}/${windowMs}`;
}

/** Waits until the page says that it is live, and shows something that a selector finds. */
export async function untilShown(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(".status.good");
  await page.waitForSelector(selector, { state: "attached" });
}

/** Nothing that the rules of WCAG, as axe knows them, have something against. */
export async function assertAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
    [],
  );
}

/** Every table can be read to its last column. */
export async function assertWhole(page: Page): Promise<void> {
  const cut = await page.evaluate(() =>
    Array.from(document.querySelectorAll(".scrolls"))
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(
        (table) => `${table.getAttribute("aria-labelledby")}: ${table.scrollWidth - table.clientWidth} px`,
      ),
  );
  deepEqual(cut, []);
}

/** Nothing that has to be scrolled to from side to side but what scrolls by itself. */
export async function assertNarrow(page: Page, width: number): Promise<void> {
  equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
}

/** What is in the focus after each press of a key. */
export async function assertReachable(page: Page, selector: string, presses: number): Promise<void> {
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  ok(false, `${selector} is not in the focus after ${presses} presses of Tab`);
}

/** Takes a picture of the whole page, or of what is in sight. */
export async function picture(page: Page, folder: string, name: string, fullPage = true): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}
