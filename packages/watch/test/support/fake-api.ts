import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createMemoryLeaseStore, type LeaseStore } from "@unbounded-streams/stream-lease";

/** A request as the API has seen it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/** What answers in the place of the API; undefined leaves it to the API. */
export type Instead = (
  request: SeenRequest,
  response: ServerResponse,
) => undefined | "answered" | Promise<undefined | "answered">;

/** The API of a stack, over leases in memory. */
export interface FakeApi extends AsyncDisposable {
  readonly url: string;
  readonly leases: LeaseStore;
  readonly requests: readonly SeenRequest[];
  /** What was asked for, in short: `POST weather?restart=true`. */
  readonly calls: readonly string[];
}

export async function startApi(instead: Instead = () => undefined): Promise<FakeApi> {
  const leases = createMemoryLeaseStore({ now: () => Date.now() });
  const requests: SeenRequest[] = [];
  const server = createServer(async ({ method = "", url = "", headers }, response) => {
    const request = { method, path: url, headers };
    requests.push(request);
    if ((await instead(request, response)) === "answered") return;
    const { status, body } = await answerOf(leases, request, requests.length);
    json(response, status, body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prod`,
    leases,
    requests,
    get calls() {
      return requests.map(
        ({ method, path }) => `${method} ${decodeURIComponent(path.replace("/prod/connections/", ""))}`,
      );
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(response: ServerResponse, status: number, body: unknown): "answered" {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  return "answered";
}

async function answerOf(
  leases: LeaseStore,
  { method, path }: SeenRequest,
  count: number,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { pathname, searchParams } = new URL(path, "http://api");
  const streamId = decodeURIComponent(pathname.split("/").at(-1) ?? "");
  const unknown = { status: 404, body: { error: { code: "STREAM_UNKNOWN", message: "there is none" } } };
  if (method === "POST") {
    const executionArn = `arn:aws:states:eu-west-1:1:execution:machine:${count}`;
    const restart = searchParams.get("restart") === "true";
    await leases.begin({ streamId, executionArn, restart });
    return { status: 200, body: { executionArn, startDate: 1 } };
  }
  if (method === "DELETE") {
    const stopped = await leases.stop({ streamId, reason: "stopped through the API" });
    if (stopped.ok) return { status: 200, body: stopped.lease };
    const body = { error: { code: "NOT_RUNNING", message: "the stream is not running" } };
    return stopped.lease === undefined ? unknown : { status: 409, body };
  }
  const lease = await leases.read(streamId);
  return lease === undefined ? unknown : { status: 200, body: lease };
}
