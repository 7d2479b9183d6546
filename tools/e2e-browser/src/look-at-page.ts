import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readElements } from "./elements.ts";
import {
  assertAccessible,
  assertNarrow,
  assertReachable,
  open,
  picture,
  streamUrl,
  untilShown,
} from "./look.ts";
import type { Around } from "./look-at-run.ts";
import { MANY, MARKUP_ID } from "./many-streams.ts";
import { startWatch, type Watch } from "./watch.ts";

/** The run is in it, however long all that is looked at has taken. */
const HOUR_MS = 3_600_000;

const NARROW = { viewport: { width: 360, height: 740 } };

/** The list of streams, in the dark, on a small screen, by the keyboard. */
export async function lookAtList({
  browser,
  checks,
  screenshots,
  page: address,
}: Around & { readonly page: string }) {
  const look = await open(browser, address, { colorScheme: "dark" });
  await untilShown(look.page, ".streams li");
  await checks.check("the list: nobody is kept from it, in the dark", () => assertAccessible(look.page));
  await checks.check("the list: a stream is reached and opened by the keyboard", async () => {
    await assertReachable(look.page, ".streams a", 3);
    await look.page.keyboard.press("Enter");
    await untilShown(look.page, ".zoom");
  });
  await checks.check("a stream: nobody is kept from it, in the dark", () => assertAccessible(look.page));
  await picture(look.page, screenshots, "stream-dark");
  await checks.check("the list: the console has no errors", () => deepEqual(look.errors, []));
  await look.close();
}

/** More than a thousand streams, of which a thousand are shown and only those in sight are laid out, and one whose id is markup. */
export async function lookAtMany({
  browser,
  checks,
  screenshots,
  page: address,
}: Around & { readonly page: string }) {
  const look = await open(browser, address);
  await checks.check("the list: has a thousand streams, and lays out those in sight", async () => {
    await untilShown(look.page, `.streams li:nth-child(${MANY})`);
    const hidden = await look.page.evaluate(() => {
      const rows = Array.from(document.querySelectorAll(".streams li"));
      const inSight = (row: Element) => row.checkVisibility({ contentVisibilityAuto: true });
      const names = rows.map((row) => row.querySelector(".name"));
      return names.filter((name) => name !== null && !inSight(name)).length;
    });
    ok(hidden > MANY / 2, `${hidden} rows are not laid out`);
    equal(await look.page.locator(".streams li").count(), MANY);
    match(
      (await look.page.textContent("output")) ?? "",
      /^\d+ streams, the first 1000 are shown: give a part/,
    );
    await picture(look.page, screenshots, "list", false);
  });
  await checks.check("the list: shows those with a part of a name", async () => {
    await look.page.getByRole("searchbox").fill("MANY-99");
    await look.page.waitForFunction(() => document.querySelectorAll(".streams li").length === 11);
  });
  await checks.check("an id that is markup is text, in both views", async () => {
    await look.page.getByRole("searchbox").fill("<img");
    await look.page.waitForFunction(() => document.querySelectorAll(".streams li").length === 1);
    equal(await look.page.textContent(".streams .name"), MARKUP_ID);
    await look.page.click(".streams a");
    await look.page.waitForSelector(".zoom");
    equal(await look.page.textContent("h1"), MARKUP_ID);
    equal(await look.page.locator("#page img, #page b").count(), 0);
    deepEqual(look.errors, []);
  });
  await look.close();
}

/** Both views at a width of 360 pixels. */
export async function lookAtNarrow({
  browser,
  checks,
  screenshots,
  page: address,
}: Around & { readonly page: string }) {
  for (const [name, url, selector] of [
    ["list", address, ".streams li"],
    ["stream", streamUrl(address, "relay", HOUR_MS), ".bar"],
  ] as const) {
    const look = await open(browser, url, NARROW);
    await untilShown(look.page, selector);
    await checks.check(`the ${name}: fits into 360 pixels`, () =>
      assertNarrow(look.page, NARROW.viewport.width),
    );
    await checks.check(`the ${name}: nobody is kept from it at 360 pixels`, () =>
      assertAccessible(look.page),
    );
    await picture(look.page, screenshots, `${name}-360`);
    await look.close();
  }
}

/** A page whose server is killed and comes back goes on, and shows the same. */
export async function lookOverRestart({ browser, checks, endpoint }: Around, watch: Watch): Promise<Watch> {
  const look = await open(browser, streamUrl(watch.page, "relay", HOUR_MS));
  await untilShown(look.page, ".bar");
  const before = await readElements(look.page);
  await look.page.evaluate(() => {
    document.documentElement.dataset.mark = "the same page";
  });
  await watch.program.kill();
  await checks.check("a page says that its server is gone, and shows what was known", async () => {
    await look.page.waitForSelector(".status.bad");
    deepEqual((await readElements(look.page)).bars, before.bars);
  });
  const again = await startWatch(endpoint, watch.port);
  await checks.check("a page goes on when its server is back, without being loaded again", async () => {
    await untilShown(look.page, ".bar");
    equal(await look.page.evaluate(() => document.documentElement.dataset.mark), "the same page");
    deepEqual((await readElements(look.page)).bars, before.bars);
    // While there was no server the browser itself says so.
    deepEqual(
      look.errors.filter((error) => !error.startsWith("Failed to load resource: net::")),
      [],
    );
  });
  await look.close();
  return again;
}
