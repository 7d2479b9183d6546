import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import { PublishError } from "../errors.ts";
import type { RunningServer, ServerPlace } from "../source-server.ts";
import { freePort } from "./free-port.ts";
import { listensOn } from "./is-up.ts";
import { placedAt } from "./placed-at.ts";
import { startServerProcess } from "./server-process.ts";

const ANSWER_WITHIN_MS = 30_000;

/** A server that is a Node.js script: called with its port and the file of its {@link PublishedLog}. */
export interface NodeServer {
  readonly name: string;
  readonly script: URL;
  readonly definition: SourceDefinition;
  readonly numberOf: RunningServer["numberOf"];
  /** Whether `POST /end` ends its stream. */
  readonly ends?: boolean;
}

/** Starts such a server. It takes events as `POST /publish/{n}`. */
export async function startNodeServer(
  { name, script, definition, numberOf, ends = false }: NodeServer,
  { folder, signal }: ServerPlace,
): Promise<RunningServer> {
  const port = await freePort();
  const server = await startServerProcess({
    name,
    command: process.execPath,
    args: [fileURLToPath(script), String(port), join(folder, "published.ndjson")],
    folder,
    isUp: () => listensOn(port),
    signal,
  });
  const post = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: "POST",
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
  return {
    source: placedAt(definition, port),
    async publish(n) {
      const response = await post(`/publish/${n}`);
      if (!response.ok) throw new PublishError(n, `the server answered ${response.status}`);
    },
    numberOf,
    restart: () => server.restart(),
    ...(ends && { end: async () => void (await post("/end")) }),
    stop: () => server.stop(),
  };
}
