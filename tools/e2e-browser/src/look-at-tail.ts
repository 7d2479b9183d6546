import { deepEqual, equal, ok } from "node:assert/strict";
import { assertAccessible, assertNarrow, open, picture, streamUrl, untilShown } from "./look.ts";
import type { Around } from "./look-at-run.ts";
import { storeEvents } from "./tail.ts";
import { startWatch, type Watch } from "./watch.ts";

const HOSTILE_ID = "hostile";

/** What a page that took it for markup would show, and run. */
const MARKUP = `{"text":"<img src=x onerror=\\"document.title='run'\\"><b>bold</b>&lt;"}`;

/** It would be read from right to left, with what ends a line and rings a bell. */
const CONTROLS = "balance \u202e00,1\u202c\u0007\u0000 \u2066end\u2069\u2028next";

const CONTROLS_SHOWN = "balance \\u202e00,1\\u202c\\u0007\\u0000 \\u2066end\\u2069\\u2028next";

const LONG = "long ".repeat(2_000);

const NARROW = { viewport: { width: 360, height: 740 } };

/** Events that would do something are text; the list follows what comes until it is paused. */
export async function lookAtHostileEvents({
  browser,
  checks,
  screenshots,
  endpoint,
  page: address,
}: Around & { readonly page: string }): Promise<void> {
  const place = { endpoint, streamId: HOSTILE_ID };
  await storeEvents(place, [MARKUP, CONTROLS, LONG]);
  const look = await open(browser, streamUrl(address, HOSTILE_ID), NARROW);
  const { page } = look;
  const texts = () => page.locator(".events .data").allTextContents();
  const untilCount = (count: number) =>
    page.waitForFunction((wanted) => document.querySelectorAll(".events li").length === wanted, count);
  await checks.check("an event that is markup is text, and what would do something is seen", async () => {
    await untilCount(3);
    const shown = await texts();
    ok(shown.includes(MARKUP), shown.join("\n"));
    ok(shown.includes(CONTROLS_SHOWN), shown.join("\n"));
    ok(shown.includes(LONG.slice(0, 2_048)), "of a long event the beginning is shown");
    equal(await page.getByText(`the beginning of ${LONG.length} bytes`).count(), 1);
    equal(await page.locator("#page img, #page b").count(), 0);
    ok((await page.title()) !== "run");
  });
  await checks.check("the last events: fit into 360 pixels, and nobody is kept from them", async () => {
    await assertNarrow(page, NARROW.viewport.width);
    await assertAccessible(page);
  });
  await picture(page, screenshots, "events-360");
  await checks.check("the last events: pause, and go on", async () => {
    await page.getByRole("button", { name: "Pause" }).press("Enter");
    await page.getByText("Paused").waitFor();
    await storeEvents(place, ["stored while it was paused"]);
    equal((await texts()).length, 3);
    await page.getByRole("button", { name: "Go on" }).press("Enter");
    await untilCount(4);
    equal((await texts())[0], "stored while it was paused");
  });
  await checks.check("the last events: the console has no errors", () => deepEqual(look.errors, []));
  await look.close();
}

/** With the leases alone the page says what is missing, and shows what there is. */
export async function lookWithoutLedger({ browser, checks, screenshots, endpoint }: Around): Promise<Watch> {
  const watch = await startWatch(endpoint, "0", []);
  const look = await open(browser, streamUrl(watch.page, "relay"));
  const { page } = look;
  await checks.check("without a ledger: the page says what is missing, and shows what there is", async () => {
    await untilShown(page, "#lease");
    equal(await page.getByText("no ledger is known: give --table").count(), 1);
    await page.getByText("no table of events is known: give --events-table").waitFor();
    equal(await page.getByText("Connecting").count(), 0);
    ok(Number(await page.locator("#counts + dl dd").nth(2).textContent()) > 0, "no event is stored");
    await assertAccessible(page);
    deepEqual(look.errors, []);
  });
  await picture(page, screenshots, "without-ledger");
  await look.close();
  return watch;
}
