import { once } from "node:events";
import { apiAddress } from "../control/api-address.ts";
import { orAborted } from "../control/or-aborted.ts";
import { UsageError } from "../errors.ts";
import { serveWatch } from "../server/serve-watch.ts";
import { LeaseReader } from "../tables/lease-reader.ts";
import type { GivenServe } from "./command.ts";
import { eventsOf } from "./events-of.ts";
import { type Clients, leasesOf, ledgerOf, placeOf } from "./place.ts";

const MAX_PORT = 65_535;

/** What a token may be, so that it can stand in an address and not be guessed. */
const TOKEN = /^[\w-]{16,128}$/;

/** What the page has around it. */
export interface ServeContext {
  readonly clients: Clients;
  /** The user's own. */
  readonly token: string | undefined;
  /** Of the API. */
  readonly apiKey: string | undefined;
  /** Ends it, once nothing is in progress that was asked for on the page: a stream that is stopped in the middle of a restart would stay so. */
  readonly signal: AbortSignal;
  /** Told what it is waited for then. */
  tell(line: string): void;
}

/**
 * Serves the page until `signal` aborts.
 *
 * @param onUp told its address
 * @throws {WatchError} when a table cannot be read to begin with, or the page cannot be served
 */
export async function servePage(
  given: GivenServe,
  { clients, token, apiKey, signal, tell }: ServeContext,
  onUp: (url: string) => Promise<void>,
): Promise<void> {
  const port = portOf(given.port);
  if (token !== undefined && !TOKEN.test(token)) {
    throw new UsageError("WATCH_TOKEN must be 16 to 128 letters, digits, - or _");
  }
  // A wrong one is told before anything is asked for.
  if (given.api !== undefined) apiAddress(given.api);
  const place = await orAborted(placeOf(given, clients, signal), signal);
  try {
    const leases = leasesOf(place, given);
    const ledger = place.ledgerTable === undefined ? undefined : ledgerOf(place, given);
    const events = eventsOf(place, given);
    await new LeaseReader(leases).assertReadable(signal);
    const { credentials } = place.client.config;
    const api = given.api === undefined ? undefined : { url: given.api, apiKey, credentials };
    const server = await serveWatch({ leases, ledger, events, api, port, token });
    try {
      await onUp(server.url);
      if (!signal.aborted) await once(signal, "abort");
      const { inProgress } = server;
      if (inProgress.length > 0) {
        tell(`finishing ${inProgress.join(", ")} first; once more, and it is given up`);
        await server.settled();
      }
    } finally {
      await server.close();
    }
  } finally {
    place.client.destroy();
  }
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (port <= MAX_PORT) return port;
  throw new UsageError(`--port is ${JSON.stringify(text)}: give a whole number from 0 to ${MAX_PORT}`);
}
