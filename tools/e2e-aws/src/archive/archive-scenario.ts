import assert from "node:assert/strict";
import { judge, type MadeEvent } from "@unbounded-streams/local/judge";
import type { Scene } from "../scene.ts";
import { until } from "../until.ts";
import { archivedEvents, emptyArchive } from "./archived-events.ts";

const ARCHIVED_WITHIN_MS = 60_000;

/** The archive of a stream that is over, beside what its source made; it is emptied then. */
export async function archiveScenario(
  { checks, clients, outputs, source, say, signal }: Scene,
  streamId: string,
) {
  const bucket = outputs.DeadLetterBucket;
  const made: readonly MadeEvent[] = source.truth(streamId)?.events ?? [];
  const archived = async () =>
    (await archivedEvents(clients.s3, bucket)).filter((event) => event.streamId === streamId);
  await checks.check("the archive holds what the source has made, each event once", async () => {
    const events = await until(
      `${made.length} archived events`,
      async () => {
        const found = await archived();
        return judge(found, made).lost === 0 && found;
      },
      { withinMs: ARCHIVED_WITHIN_MS, signal },
    );
    const { lost, storedTwice, unknown } = judge(events, made);
    assert.deepEqual({ lost, storedTwice, unknown }, { lost: 0, storedTwice: 0, unknown: 0 });
    say(`        ${events.length} events archived`);
  });
  await emptyArchive(clients.s3, bucket);
}
