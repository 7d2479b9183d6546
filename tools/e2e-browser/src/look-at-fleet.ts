import { ok } from "node:assert/strict";
import { assertChart, haveToldAll } from "./chart.ts";
import { assertBars, assertJoints } from "./compare.ts";
import { assertGaps } from "./compare-gaps.ts";
import { readElements } from "./elements.ts";
import { lastWordsOf } from "./function-log.ts";
import { assertAccessible, open, picture, streamUrl, untilShown } from "./look.ts";
import type { Around, Scenario } from "./look-at-run.ts";
import type { Report, ReportedStream } from "./run.ts";

const STREAMS = 8;

/** Many streams on two carriers, each of which has handed over at least once. */
export const FLEET: Scenario = {
  name: "fleet",
  lookedAt: "fleet-1",
  awaited: 2,
  argv: [
    ...["--streams", String(STREAMS), "--streams-per-function", "4", "--events", "150", "--rate", "10"],
    ...["--lifetime", "12", "--handover-lead", "7", "--source-mode", "shared"],
  ],
  assertEventful({ fleet, connections }) {
    ok((fleet?.carriers ?? 0) >= 2, `${fleet?.carriers} carriers`);
    ok(connections.length > STREAMS, "there was no handover");
  },
};

/** Compares what the page shows of each stream of a fleet with the report. */
export async function compareFleet(
  report: Report,
  { browser, checks, screenshots, dataDir, page: address }: Around & { readonly page: string },
): Promise<void> {
  const lastWords = await lastWordsOf(dataDir, FLEET.name);
  await checks.check("fleet: something happened", () => FLEET.assertEventful(report));
  const streams = report.fleet?.perStream ?? [];
  await checks.check("fleet: the report has all streams", () => ok(streams.length === STREAMS));
  const look = await open(browser, address);
  for (const stream of streams) {
    const { streamId, stored } = stream;
    await checks.check(
      `${streamId}: its lanes are those of its carriers, with the report's bars`,
      async () => {
        await look.page.goto(streamUrl(address, streamId));
        await look.page.getByRole("heading", { name: streamId, exact: true }).waitFor();
        await untilShown(look.page, ".bar");
        const elements = await readElements(look.page);
        const own = reportOf(report, stream);
        const ownWords = lastWords.filter((lastWord) => lastWord.streamId === streamId);
        assertBars(elements, own, ownWords);
        assertJoints(elements, own);
        assertGaps(elements, own);
        await assertChart(look.page, { stored, isWhole: haveToldAll(own) });
      },
    );
  }
  await checks.check("fleet: nobody is kept from a stream's page", () => assertAccessible(look.page));
  await picture(look.page, screenshots, "fleet");
  await look.close();
}

/** Of a report of a fleet, what is about one stream. */
function reportOf(report: Report, { streamId, gaps, longestGapMs }: ReportedStream): Report {
  const connections = report.connections.filter((connection) => connection.streamId === streamId);
  const { coveredMs, gapMs } = report.coverage;
  return { ...report, connections, coverage: { coveredMs, gapMs, gaps, longestGapMs } };
}
