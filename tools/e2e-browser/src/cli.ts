import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { closingLine, startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { startBrowser } from "./browser.ts";
import { Checks } from "./checks.ts";
import { lookAtControl } from "./control.ts";
import { BrowserRunError } from "./errors.ts";
import { compareFleet, FLEET } from "./look-at-fleet.ts";
import { lookAtList, lookAtMany, lookAtNarrow, lookOverRestart } from "./look-at-page.ts";
import { type Around, compareWithReport, lookWhileItRuns, RELAY, STAGGERED } from "./look-at-run.ts";
import { lookAtHostileEvents, lookWithoutLedger } from "./look-at-tail.ts";
import { beginManyStreams } from "./many-streams.ts";
import { HELP, readOptions } from "./options.ts";
import { startWatch } from "./watch.ts";

const COULD_NOT_BEGIN = 2;

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const { INIT_CWD = "." } = process.env;
  const screenshots = resolve(INIT_CWD, options.screenshots);
  const pictures = options.pictures === undefined ? undefined : resolve(INIT_CWD, options.pictures);
  for (const folder of [screenshots, ...(pictures === undefined ? [] : [pictures])]) {
    await mkdir(folder, { recursive: true });
  }
  const cleanup = new AsyncDisposableStack();
  try {
    const browser = await startBrowser();
    cleanup.defer(() => browser.close());
    say(`browser: Chromium ${browser.version()}`);
    const dataDir = await mkdtemp(join(tmpdir(), "unbounded-streams-e2e-browser-"));
    cleanup.defer(() => rm(dataDir, { recursive: true, force: true }));
    const dynamoDb = await startEmbeddedDynamoDb();
    cleanup.defer(() => dynamoDb.stop());
    const checks = new Checks();
    await lookAtAll({ browser, checks, screenshots, pictures, endpoint: dynamoDb.endpoint, dataDir });
    say(`screenshots: ${screenshots}`);
    process.stdout.write(`${closingLine(checks.totals)}\n`);
    return checks.totals.failed === 0 ? 0 : 1;
  } finally {
    await cleanup.disposeAsync();
  }
}

async function lookAtAll(around: Around): Promise<void> {
  // The tables are made by the first run, and a fleet needs more of them than others do.
  const fleet = await lookWhileItRuns(FLEET, around);
  let watch = await startWatch(around.endpoint, "0");
  try {
    const shown = { ...around, page: watch.page };
    await compareFleet(fleet, shown);
    await compareWithReport(RELAY, await lookWhileItRuns(RELAY, around), shown);
    await compareWithReport(STAGGERED, await lookWhileItRuns(STAGGERED, around), shown);
    await lookAtHostileEvents(shown);
    await lookAtList(shown);
    await lookAtNarrow(shown);
    await lookAtControl(around);
    await beginManyStreams(around.endpoint);
    await lookAtMany(shown);
    watch = await lookOverRestart(around, watch);
    await watch.program.kill();
    watch = await lookWithoutLedger(around);
  } finally {
    await watch.program.kill();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof BrowserRunError)) throw error;
  say(`${error.message} (${error.code})`);
  process.exitCode = COULD_NOT_BEGIN;
}
// What still waits by then (a request to a server that is gone) is of no interest to anybody.
process.exit();
