import { serveWatch, type WatchServer } from "@unbounded-streams/watch";
import { EVENTS_TABLE, LEDGER_TABLE, STREAMS_TABLE } from "../tables.ts";
import type { Stage } from "./stage.ts";

/** Between two looks at the tables while somebody looks at the page: they are on this machine. */
const PAUSE_MS = 500;

/**
 * Serves the page of the run's streams.
 *
 * @param api the URL of the run's API, where streams are to be started and stopped from the page: without a lease nobody can tell how that came out
 */
export async function openPage(
  { leases, ledger, database }: Pick<Stage, "leases" | "ledger" | "database">,
  api: string | undefined,
  cleanup: AsyncDisposableStack,
): Promise<WatchServer> {
  const page = await serveWatch({
    leases: { leases, tableName: STREAMS_TABLE },
    ledger: { ledger, tableName: LEDGER_TABLE },
    events: { client: database.client, tableName: EVENTS_TABLE },
    api: api === undefined ? undefined : { url: api },
    pauseMs: PAUSE_MS,
  });
  cleanup.defer(() => page.close());
  return page;
}
