import { serveWatch } from "@unbounded-streams/watch";
import { LEDGER_TABLE, STREAMS_TABLE } from "../tables.ts";
import type { Stage } from "./stage.ts";

/** Between two looks at the tables while somebody looks at the page: they are on this machine. */
const PAUSE_MS = 500;

/**
 * Serves the page of the run's streams.
 *
 * @returns its URL
 */
export async function openPage(
  { leases, ledger }: Pick<Stage, "leases" | "ledger">,
  cleanup: AsyncDisposableStack,
): Promise<string> {
  const page = await serveWatch({
    leases: { leases, tableName: STREAMS_TABLE },
    ledger: { ledger, tableName: LEDGER_TABLE },
    pauseMs: PAUSE_MS,
  });
  cleanup.defer(() => page.close());
  return page.url;
}
