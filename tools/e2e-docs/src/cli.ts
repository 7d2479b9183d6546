import { deepEqual } from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { startBrowser } from "@unbounded-streams/e2e-browser/browser";
import { Checks } from "@unbounded-streams/e2e-browser/checks";
import { BrowserRunError } from "@unbounded-streams/e2e-browser/errors";
import { buildSite } from "@unbounded-streams/site/build-site";
import { SiteError } from "@unbounded-streams/site/errors";
import { serveSite } from "@unbounded-streams/site/serve-site";
import { closingLine } from "@unbounded-streams/testing";
import {
  lookAtCalculator,
  lookAtDiagrams,
  lookAtHome,
  lookAtPages,
  lookAtReference,
  lookAtSearch,
} from "./look-at-site.ts";
import { HELP, readOptions } from "./options.ts";
import type { Around } from "./visit.ts";

const FAILED = 1;
const COULD_NOT_BEGIN = 2;
const INTERRUPTED = 130;

/** Where GitHub Pages has the site of a repository. */
const BASE = "/unbounded-streams/";

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function main(signal: AbortSignal): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const { INIT_CWD = "." } = process.env;
  const screenshots = resolve(INIT_CWD, options.screenshots);
  await mkdir(screenshots, { recursive: true });
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const cleanup = new AsyncDisposableStack();
  try {
    const browser = await startBrowser();
    cleanup.defer(() => browser.close());
    say(`browser: Chromium ${browser.version()}`);
    const { folder } = await buildSite({ root, base: BASE, signal, say });
    const site = await serveSite({ folder, base: BASE, port: 0 });
    cleanup.defer(() => site.close());
    const checks = new Checks();
    await lookAtAll({ browser, checks, screenshots, url: site.url, troubles: [] });
    say(`screenshots: ${screenshots}`);
    process.stdout.write(`${closingLine(checks.totals)}\n`);
    return checks.totals.failed === 0 ? 0 : FAILED;
  } finally {
    await cleanup.disposeAsync();
  }
}

async function lookAtAll(around: Around): Promise<void> {
  await lookAtHome(around);
  await lookAtSearch(around);
  await lookAtReference(around);
  await lookAtCalculator(around);
  await lookAtDiagrams(around);
  await lookAtPages(around);
  await around.checks.check("no page has an error in its console, or asks another host", () =>
    deepEqual(around.troubles, []),
  );
}

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
try {
  process.exitCode = await main(stop.signal);
} catch (error) {
  if (stop.signal.aborted) process.exitCode = INTERRUPTED;
  else if (error instanceof BrowserRunError || error instanceof SiteError) {
    say(`${error.message} (${error.code})`);
    process.exitCode = error instanceof SiteError ? FAILED : COULD_NOT_BEGIN;
  } else throw error;
}
process.exit();
