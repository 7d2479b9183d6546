import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  assertAccessible,
  assertNarrow,
  assertReachable,
  type Look,
  open,
  picture,
  streamUrl,
  untilShown,
} from "./look.ts";
import type { Around } from "./look-at-run.ts";
import { startRun } from "./run.ts";

const STREAM = "controlled";

/** Begun from the page, beside the stream of the run. */
const OTHER = "source:another";

const NARROW = { width: 360, height: 740 };

/** A run that goes on until its stream is stopped. */
const ARGV = [
  ...["--stream-id", STREAM, "--events", "1000000", "--rate", "25", "--source-mode", "shared"],
  ...["--source-resume", "--lifetime", "20", "--handover-lead", "5"],
];

/** How many presses of Tab it takes at most to any button of the page of a stream. */
const PRESSES = 12;

/** Starts, stops and restarts streams of a run from its own page. */
export async function lookAtControl(around: Around): Promise<void> {
  const { browser, checks, endpoint, dataDir } = around;
  const run = await startRun(ARGV, { endpoint, folder: dataDir });
  const look = await open(browser, streamUrl(run.page, STREAM));
  const asked = requestsOf(look.page);
  await untilShown(look.page, ".bar");
  await look.page.locator(".control button").first().waitFor();
  await lookAtQuestion(look, asked, around);
  await checks.check("restart: done by the keyboard alone, and seen by another page", () =>
    restartByKeyboard(look.page, asked),
  );
  const list = await open(browser, run.page);
  await checks.check("the list: a stream is started by its name, and a wrong name is refused", () =>
    startAnother(list.page),
  );
  await checks.check("the list: nobody is kept from starting a stream, at 360 pixels either", async () => {
    await list.page.setViewportSize(NARROW);
    await assertNarrow(list.page, NARROW.width);
    await assertAccessible(list.page);
    deepEqual(list.errors, []);
  });
  await list.close();
  await checks.check("stop: a double click asks once, and the run is over", async () => {
    deepEqual(look.errors, []);
    asked.length = 0;
    await look.page.getByRole("button", { name: "Stop", exact: true }).click();
    await look.page.getByRole("button", { name: "Stop it" }).dblclick();
    const { executions, lease } = (await run.report) as unknown as {
      readonly executions: number;
      readonly lease: { readonly status: string };
    };
    deepEqual(
      { executions, status: lease.status, asked },
      { executions: 2, status: "stopped", asked: ["stop"] },
    );
  });
  await look.close();
}

/** What was asked for by a page, in order. */
function requestsOf(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") asked.push(request.postDataJSON().kind);
  });
  return asked;
}

async function lookAtQuestion(
  { page, errors }: Look,
  asked: readonly string[],
  { checks, screenshots }: Around,
): Promise<void> {
  await checks.check("stop: is asked about, and Escape leaves all as it is", async () => {
    await assertReachable(page, ".control button", PRESSES);
    equal(await focused(page), "Stop");
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor();
    equal(await focused(page), "Leave it as it is");
    match(
      (await page.textContent("dialog")) ?? "",
      new RegExp(`Stop the stream ${STREAM}\\?.*connections end`),
    );
    await assertAccessible(page);
    await picture(page, screenshots, "control-question", false);
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    equal(await focused(page), "Stop");
  });
  await checks.check(
    "stop: the question fits into 360 pixels, and its first button leaves all as it is",
    async () => {
      const before = page.viewportSize();
      await page.setViewportSize(NARROW);
      await page.keyboard.press("Enter");
      await page.locator("dialog[open]").waitFor();
      await assertNarrow(page, NARROW.width);
      await assertAccessible(page);
      await picture(page, screenshots, "control-question-360", false);
      await page.keyboard.press("Enter");
      await page.locator("dialog").waitFor({ state: "detached" });
      if (before !== null) await page.setViewportSize(before);
      deepEqual({ asked, errors }, { asked: [], errors: [] });
    },
  );
}

async function restartByKeyboard(page: Page, asked: readonly string[]): Promise<void> {
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "Restart" }).waitFor();
  const last = await lastEpoch(page);
  await page.bringToFront();
  await page.keyboard.press("Tab");
  equal(await focused(page), "Restart");
  await page.keyboard.press("Enter");
  await page.locator("dialog[open]").waitFor();
  await page.keyboard.press("Tab");
  equal(await focused(page), "Restart it");
  await page.keyboard.press("Enter");
  for (const one of [page, other]) {
    await one.locator(".progress[data-state=done]", { hasText: "Restarted." }).waitFor();
  }
  deepEqual(asked, ["restart"]);
  ok(await page.evaluate(() => document.activeElement?.matches(".control")), "the focus is lost");
  await page.waitForFunction(
    (before) =>
      Array.from(document.querySelectorAll<SVGGElement>(".bar")).some(
        ({ dataset }) => Number(dataset.epoch) > before && dataset.connected !== undefined,
      ),
    last,
  );
  await other.close();
}

async function startAnother(page: Page): Promise<void> {
  const name = page.getByRole("textbox", { name: "Start the stream" });
  await name.fill("#carrier");
  await page.getByText("Give 1 to 128 letters").waitFor();
  await name.fill(OTHER);
  await page.keyboard.press("Enter");
  await page.locator(".actions [data-state=done]", { hasText: OTHER }).waitFor();
  await page.locator(`.streams [data-stream="${OTHER}"] .state.connected`).waitFor();
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? "");
}

function lastEpoch(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.max(
      ...Array.from(document.querySelectorAll<SVGGElement>(".bar"), ({ dataset }) => Number(dataset.epoch)),
    ),
  );
}
