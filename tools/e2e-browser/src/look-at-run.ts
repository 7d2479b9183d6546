import { deepEqual, equal, ok } from "node:assert/strict";
import type { Browser, Page, Route } from "playwright-core";
import { assertChart, haveToldAll } from "./chart.ts";
import type { Checks } from "./checks.ts";
import { assertBars, assertJoints } from "./compare.ts";
import { assertGapPlaces, assertGaps } from "./compare-gaps.ts";
import { type Elements, readElements } from "./elements.ts";
import { lastWordsOf } from "./function-log.ts";
import { assertAccessible, assertWhole, type Look, open, picture, streamUrl, untilShown } from "./look.ts";
import { type Report, startRun } from "./run.ts";
import { assertTail } from "./tail.ts";

const MINUTE_MS = 60_000;

const PICTURE_SIZE = { width: 1_200, height: 1_350 };

/** A run that is looked at. */
export interface Scenario {
  readonly name: string;
  /** The stream that is looked at while it runs; the one of that name by default. */
  readonly lookedAt?: string;
  /** Its connections that are waited for while it runs. Default 3. */
  readonly awaited?: number;
  /** Of the command of `apps/local`. */
  readonly argv: readonly string[];
  /** What must have happened in it, so that there is something to see. */
  assertEventful(report: Report): void;
}

/** Where things are. */
export interface Around {
  readonly browser: Browser;
  readonly checks: Checks;
  readonly screenshots: string;
  /** Where pictures for the documentation go, if they are wanted. */
  readonly pictures: string | undefined;
  /** Of the DynamoDB. */
  readonly endpoint: string;
  readonly dataDir: string;
}

/** Connections that are up side by side, so that both have some events, and are cut off now and then. */
const SHARED = ["--source-mode", "shared", "--source-faults", "drop-after-events:40:probability=0.4"];

/** Handovers, and functions that are killed. */
export const RELAY: Scenario = {
  name: "relay",
  argv: [
    ...["--events", "600", "--rate", "25", "--lifetime", "12", "--handover-lead", "8"],
    ...["--crash-rate", "0.3", "--seed", "129", ...SHARED],
  ],
  assertEventful({ connections }) {
    ok(
      connections.some(({ outcome }) => outcome === "crashed"),
      "nothing was killed",
    );
    ok(connections.filter(({ handover }) => handover?.proven).length >= 2, "no two handovers were proven");
  },
};

/** Connections side by side, without a lease, and gaps where one is killed. */
export const STAGGERED: Scenario = {
  name: "staggered",
  argv: [
    ...["--strategy", "staggered", "--events", "500", "--rate", "25", "--lifetime", "5", "--wait", "4"],
    ...["--crash-rate", "0.5", "--seed", "11"],
  ],
  assertEventful({ coverage }) {
    ok(coverage.gaps > 0, "there was no gap");
  },
};

/** Lets a run go on to its end while its own page is looked at, and gives its report. */
export async function lookWhileItRuns(
  { name, lookedAt = name, awaited = 3, argv }: Scenario,
  around: Around,
): Promise<Report> {
  const { browser, checks, screenshots, endpoint, dataDir } = around;
  const run = await startRun([...argv, "--stream-id", name], { endpoint, folder: dataDir });
  const look = await open(browser, streamUrl(run.page, lookedAt, MINUTE_MS));
  await checks.check(`${name}: its own page shows connections while it runs`, async () => {
    await untilShown(look.page, ".bar");
    const [first] = (await readElements(look.page)).bars;
    await look.page.waitForFunction((count) => document.querySelectorAll(".bar").length >= count, awaited);
    deepEqual((await readElements(look.page)).bars[0]?.connectedAtMs, first?.connectedAtMs);
    await look.page.waitForFunction(() => document.querySelectorAll(".events li").length >= 10);
    await picture(look.page, screenshots, `${name}-while-it-runs`);
    deepEqual(look.errors, []);
  });
  const report = await run.report;
  await look.close();
  return report;
}

/** Compares what a page shows of a run that is over with its report. */
export async function compareWithReport(
  { name, assertEventful }: Scenario,
  report: Report,
  around: Around & { readonly page: string },
): Promise<void> {
  const { browser, checks, screenshots, pictures, endpoint, dataDir, page: address } = around;
  const lastWords = await lastWordsOf(dataDir, name);
  const look = await open(browser, address);
  await checks.check(`${name}: before it has data the page says so, and tells of no gap`, () =>
    lookBeforeData(look, streamUrl(address, name)),
  );
  await untilShown(look.page, ".bar");
  const elements = await readElements(look.page);
  await checks.check(`${name}: something happened`, () => assertEventful(report));
  await checks.check(`${name}: the connections are those of the report`, () =>
    assertBars(elements, report, lastWords),
  );
  await checks.check(`${name}: the handovers are those of the report`, () => assertJoints(elements, report));
  await checks.check(`${name}: the gaps are those of the report`, () => assertGaps(elements, report));
  await checks.check(`${name}: each gap is in its place`, () => assertGapPlaces(elements, report, lastWords));
  // Soon after its end: it is to be seen in that minute.
  await checks.check(`${name}: the last minute has its connections and gaps, and no others`, () =>
    assertLastMinute(look.page, elements),
  );
  await look.page.goto(streamUrl(address, name));
  await untilShown(look.page, ".bar");
  await checks.check(`${name}: the chart has the events of the connections that told of theirs`, () =>
    assertChart(look.page, { stored: report.events.stored, isWhole: haveToldAll(report) }),
  );
  await checks.check(`${name}: the last events are what was stored`, () =>
    assertTail(look.page, { endpoint, streamId: name }),
  );
  await checks.check(`${name}: its tables are not cut off`, () => assertWhole(look.page));
  await checks.check(`${name}: nobody is kept from it`, () => assertAccessible(look.page));
  await checks.check(`${name}: the console has no errors`, () => deepEqual(look.errors, []));
  if (name === "relay" && pictures !== undefined) await takePictures(look.page, pictures);
  await picture(look.page, screenshots, name);
  await picture(look.page, screenshots, `${name}-in-sight`, false);
  await look.close();
}

/** Those that are shown of the last minute are the last ones of all; the first gap may be cut. */
async function assertLastMinute(page: Page, { bars, gaps }: Elements): Promise<void> {
  await showLastMinute(page);
  const last = await readElements(page);
  deepEqual(last.bars, bars.slice(-last.bars.length));
  const [, ...lastGaps] = last.gaps.toSorted((one, other) => one.fromMs - other.fromMs);
  deepEqual(lastGaps, gaps.slice(gaps.length - lastGaps.length));
}

async function showLastMinute(page: Page): Promise<void> {
  const lastMinute = page.getByRole("link", { name: "1 min", exact: true });
  await lastMinute.click();
  await lastMinute.and(page.locator("[aria-current]")).waitFor();
  await untilShown(page, ".bar");
}

/** The page as the documentation shows it, in light and dark. */
async function takePictures(page: Page, folder: string): Promise<void> {
  await showLastMinute(page);
  await page.setViewportSize(PICTURE_SIZE);
  await picture(page, folder, "watch", false);
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, folder, "watch-dark", false);
  await page.emulateMedia({ colorScheme: "light" });
}

/** Opens a stream whose connections come only when the page has been looked at. */
async function lookBeforeData({ page }: Look, url: string): Promise<void> {
  const { promise: looked, resolve: go } = Promise.withResolvers<void>();
  const waits = async (route: Route) => {
    await looked;
    await route.continue();
  };
  await page.route("**/live?*of=connections*", waits);
  try {
    await page.goto(url);
    await page.getByText("Waiting for data.").waitFor();
    deepEqual(await readElements(page), { bars: [], joints: [], gaps: [] });
    equal(await page.locator("table").count(), 0);
  } finally {
    go();
  }
}
