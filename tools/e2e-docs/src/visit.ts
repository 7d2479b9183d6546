import type { Checks } from "@unbounded-streams/e2e-browser/checks";
import { LONGEST_WAIT_MS } from "@unbounded-streams/e2e-browser/look";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

const WIDE: BrowserContextOptions = { viewport: { width: 1_280, height: 900 } };

const LOOPBACK = "127.0.0.1";

/** The browser says so of what is slow. */
const SLOW = /was preloaded using link preload but not used within a few seconds/;

/** Where things are. */
export interface Around {
  readonly browser: Browser;
  readonly checks: Checks;
  /** A folder. */
  readonly screenshots: string;
  /** Of the site, with a slash at its end. */
  readonly url: string;
  /** What went wrong on any page: errors of the console, requests to other hosts. */
  readonly troubles: string[];
}

/** Opens a page of the site in a window of its own, which is closed when `look` is done. What is clicked there is heard. */
export async function visit(
  { browser, url, troubles }: Around,
  path: string,
  look: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext({ ...WIDE, ...options });
  context.setDefaultTimeout(LONGEST_WAIT_MS);
  try {
    await context.route(
      ({ hostname }) => hostname !== LOOPBACK,
      (route) => {
        troubles.push(`${path} asks ${route.request().url()}`);
        return route.abort();
      },
    );
    const page = await context.newPage();
    page.on("console", (message) => {
      const isTrouble = message.type() === "error" || message.type() === "warning";
      if (isTrouble && !SLOW.test(message.text())) troubles.push(`${path}: ${message.text()}`);
    });
    page.on("pageerror", (error) => troubles.push(`${path}: ${error.message}`));
    await page.goto(new URL(path, url).href, { waitUntil: "load" });
    await page.waitForFunction(isAlive);
    await look(page);
  } finally {
    await context.close();
  }
}

/** In the browser: whether Vue has taken over what the server has made of the page. */
function isAlive(): boolean {
  return "__vue_app__" in (document.getElementById("app") ?? {});
}
