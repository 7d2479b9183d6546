import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkedStreamId, StreamIdError } from "@unbounded-streams/connection-manager";
import type { Lease, LeaseStore } from "@unbounded-streams/stream-lease";
import { ServiceStartError } from "./errors.ts";
import { forLoopbackOnly } from "./services/loopback-only.ts";

/** What `POST /connections/{streamId}` answers, as API Gateway passes it on from Step Functions. */
export interface StartedExecution {
  readonly executionArn: string;
  /** Epoch seconds. */
  readonly startDate: number;
}

/** What the API works on. */
export interface ConnectionsApiOptions {
  /** 0 for a free one. */
  port: number;
  /** Starts an execution with this input. */
  start(input: Record<string, unknown>): StartedExecution;
  leases: LeaseStore;
}

/** The local API. */
export interface ConnectionsApi {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Serves the API of the deployed stack on this machine:
 *
 * - `POST /connections/{streamId}` starts an execution whose input is the request as API Gateway's proxy template shapes it
 * - `GET /connections/{streamId}` and `GET /connections` tell the lease
 * - `DELETE /connections/{streamId}` stops the stream
 *
 * Errors are JSON with a `code`. What a web page sends, or somebody under another name than this machine's own, is refused.
 */
export async function serveConnectionsApi(options: ConnectionsApiOptions): Promise<ConnectionsApi> {
  const server = createServer(
    forLoopbackOnly(async (request, response) => {
      try {
        send(response, await answer(request, options));
      } catch (error) {
        if (error instanceof StreamIdError) send(response, failure(400, error.code, error.message));
        else send(response, failure(500, "INTERNAL", error instanceof Error ? error.message : String(error)));
      }
    }),
  );
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening").catch((error: Error) => {
    throw new ServiceStartError("the local API", error.message);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, { start, leases }: ConnectionsApiOptions): Promise<Answer> {
  const { url: target = "/", method } = request;
  const [path = "", query = ""] = target.split("?", 2);
  const [, encodedId] = /^\/connections(?:\/([^/]+))?$/.exec(path) ?? [];
  if (path === "/connections" && method === "GET") {
    return { status: 200, body: { connections: (await Array.fromAsync(leases.list())).map(shown) } };
  }
  if (encodedId === undefined)
    return failure(404, "NOT_FOUND", "use /connections or /connections/{streamId}");
  const streamId = checkedStreamId(decoded(encodedId));
  switch (method) {
    case "POST":
      return { status: 200, body: start(proxyInput(query, streamId)) };
    case "GET": {
      const lease = await leases.read(streamId);
      return lease === undefined ? noSuchStream(streamId) : { status: 200, body: shown(lease) };
    }
    case "DELETE": {
      const result = await leases.stop({ streamId, reason: "stopped through the API" });
      if (result.ok) return { status: 200, body: shown(result.lease) };
      if (result.lease === undefined) return noSuchStream(streamId);
      return failure(409, "NOT_RUNNING", `stream ${streamId} is not running: it is ${result.lease.status}`);
    }
    default:
      return failure(405, "METHOD_NOT_ALLOWED", "use GET, POST or DELETE");
  }
}

/** The lease as the API tells it: times in ISO 8601, failures when there are any, nothing of its own bookkeeping. */
export function shown(lease: Lease): Record<string, unknown> {
  const { streamId, status, executionArn, epoch, connections, reason, checkpoint, holder, lastError } = lease;
  const { startedAtMs, endedAtMs, claimedAtMs, connectedAtMs, handoverAtMs, expiresAtMs, failingSinceMs } =
    lease;
  const all = {
    ...{ streamId, status, executionArn, epoch, connections, reason, checkpoint, holder, lastError },
    ...lease.counts,
    failures: lease.failures > 0 ? lease.failures : undefined,
    startedAt: isoTime(startedAtMs),
    endedAt: isoTime(endedAtMs),
    claimedAt: isoTime(claimedAtMs),
    connectedAt: isoTime(connectedAtMs),
    handoverAt: isoTime(handoverAtMs),
    expiresAt: isoTime(expiresAtMs),
    failingSince: isoTime(failingSinceMs),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function isoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function proxyInput(query: string, streamId: string): Record<string, unknown> {
  return {
    resource: "/connections/{streamId}",
    path: `/connections/${streamId}`,
    httpMethod: "POST",
    headers: {},
    queryStringParameters: Object.fromEntries(new URLSearchParams(query)),
    pathParameters: { streamId },
    body: null,
    isBase64Encoded: false,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Malformed percent-encoding cannot be an id; as it stands, it is refused with the rule for ids.
    return text;
  }
}

function noSuchStream(streamId: string): Answer {
  return failure(
    404,
    "STREAM_UNKNOWN",
    `there is no stream ${streamId}: start it with POST /connections/${streamId}`,
  );
}

function failure(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}
