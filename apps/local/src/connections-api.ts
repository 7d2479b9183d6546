import type { IncomingMessage, ServerResponse } from "node:http";
import { checkedStreamId, StreamIdError } from "@unbounded-streams/connection-manager";
import type { Lease, LeaseStore } from "@unbounded-streams/stream-lease";
import { isCarrierId } from "@unbounded-streams/stream-lease/carrier-id";
import { type Ledger, LedgerEntryError } from "@unbounded-streams/stream-ledger";
import { type LoopbackServer, serveOnLoopback } from "./services/loopback-server.ts";

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
  start(input: Record<string, unknown>): StartedExecution | Promise<StartedExecution>;
  leases: LeaseStore;
  ledger: Ledger;
}

/** Connections on record that are told at once, as many as by the deployed stack. */
const MAX_PAGE = 100;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Serves the API of the deployed stack on this machine:
 *
 * - `POST /connections/{streamId}` starts an execution whose input is the request as API Gateway's proxy template shapes it
 * - `GET /connections/{streamId}` and `GET /connections` tell the lease; those of carriers are not listed
 * - `GET /connections/{streamId}/ledger` tells its connections on record, page by page
 * - `DELETE /connections/{streamId}` stops the stream
 *
 * Errors are JSON with a `code`. What a web page sends, or somebody under another name than this machine's own, is refused.
 */
export function serveConnectionsApi(options: ConnectionsApiOptions): Promise<LoopbackServer> {
  return serveOnLoopback("the local API", options.port, async (request, response) => {
    try {
      send(response, await answer(request, options));
    } catch (error) {
      if (error instanceof StreamIdError) send(response, failure(400, error.code, error.message));
      else if (error instanceof LedgerEntryError) send(response, failure(400, "PAGE_INVALID", error.message));
      else send(response, failure(500, "INTERNAL", error instanceof Error ? error.message : String(error)));
    }
  });
}

async function answer(request: IncomingMessage, options: ConnectionsApiOptions): Promise<Answer> {
  const { start, leases, ledger } = options;
  const { url: target = "/", method } = request;
  const [path = "", query = ""] = target.split("?", 2);
  const [, encodedId, part] = /^\/connections(?:\/([^/]+)(\/ledger)?)?$/.exec(path) ?? [];
  if (path === "/connections" && method === "GET") {
    const connections = (await Array.fromAsync(leases.list())).filter(
      ({ streamId }) => !isCarrierId(streamId),
    );
    return { status: 200, body: { connections: connections.map(shown) } };
  }
  if (encodedId === undefined)
    return failure(404, "NOT_FOUND", "use /connections or /connections/{streamId}");
  const streamId = checkedStreamId(decoded(encodedId));
  if (part !== undefined) {
    if (method === "GET") return { status: 200, body: await pageOf(ledger, streamId, query) };
    return failure(405, "METHOD_NOT_ALLOWED", "use GET");
  }
  switch (method) {
    case "POST":
      return { status: 200, body: await start(proxyInput(query, streamId)) };
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

/** `next` is Base64, as that of the deployed stack. */
async function pageOf(ledger: Ledger, streamId: string, query: string): Promise<unknown> {
  const asked = new URLSearchParams(query);
  const text = (name: string) => asked.get(name) || undefined;
  const limit = text("limit");
  const after = text("next");
  const { connections, next } = await ledger.page({
    ...{ streamId, since: text("since"), until: text("until") },
    limit: limit === undefined ? MAX_PAGE : Math.min(Number(limit), MAX_PAGE),
    next: after === undefined ? undefined : Buffer.from(after, "base64").toString(),
  });
  return { connections, ...(next === undefined ? {} : { next: Buffer.from(next).toString("base64") }) };
}

/** The lease as the API tells it: times in ISO 8601, failures when there are any, nothing of its own bookkeeping. */
export function shown(lease: Lease): Record<string, unknown> {
  const { streamId, status, executionArn, epoch, connections, reason, checkpoint, holder, lastError } = lease;
  const { startedAtMs, endedAtMs, claimedAtMs, connectedAtMs, handoverAtMs, expiresAtMs, failingSinceMs } =
    lease;
  const { carrier, waitingSinceMs, cursorless = 0, failures } = lease;
  const all = {
    ...{ streamId, status, executionArn, epoch, connections, reason, checkpoint, holder, lastError },
    ...{ ...lease.counts, carrier },
    failures: failures > 0 ? failures : undefined,
    cursorless: cursorless > 0 ? cursorless : undefined,
    waitingSince: isoTime(waitingSinceMs),
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
