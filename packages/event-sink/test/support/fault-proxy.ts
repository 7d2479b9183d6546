import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * What happens to one PutItem request on its way to the real server.
 *
 * - `drop-request`: the connection is reset, the server never sees the request
 * - `drop-reply`: the server makes the write, the connection is reset instead of an answer
 * - `cut-reply`: the server makes the write, half of its answer arrives
 * - `fail`: answered 500, the server never sees the request
 * - `fail-after-write`: the server makes the write, the answer is 503
 * - `throttle`: answered as DynamoDB answers when capacity is exceeded
 * - `deny`: answered as DynamoDB answers without permission
 * - `silence`: the server makes the write, no answer ever comes
 */
export type Fault =
  | "drop-request"
  | "drop-reply"
  | "cut-reply"
  | "fail"
  | "fail-after-write"
  | "throttle"
  | "deny"
  | "silence";

interface Reply {
  status: number;
  body: Buffer | string;
}

const ANSWERED_BY_PROXY: Partial<Record<Fault, Reply>> = {
  fail: awsError(500, "InternalServerError"),
  throttle: awsError(400, "ProvisionedThroughputExceededException"),
  deny: awsError(400, "AccessDeniedException"),
};

/** A real HTTP server between the SDK and DynamoDB, which counts PutItem requests and mishandles some on demand. */
export interface FaultProxy {
  readonly endpoint: string;
  /** PutItem requests that have arrived. */
  readonly puts: number;
  /** PutItem requests that have arrived and are not answered. */
  readonly concurrentPuts: number;
  readonly mostConcurrentPuts: number;
  /** The next PutItem requests meet these faults, one each, in the order of their arrival. */
  faultNext(...faults: (Fault | undefined)[]): void;
  /** From now on PutItem requests wait at the proxy. */
  hold(): void;
  /** Lets the PutItem request that has waited longest go on. */
  releaseOne(): void;
  /** Lets all go on, and holds no more. */
  release(): void;
  /** Forgets faults and counts, holds nothing. */
  reset(): void;
  stop(): Promise<void>;
}

export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  let faults: (Fault | undefined)[] = [];
  let held: (() => void)[] | undefined;
  const counts = { puts: 0, concurrent: 0, most: 0 };

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const isPut = String(incoming.headers["x-amz-target"]).endsWith(".PutItem");
    if (!isPut) return answer(outgoing, await forward(upstream, incoming));
    counts.puts += 1;
    counts.concurrent += 1;
    counts.most = Math.max(counts.most, counts.concurrent);
    outgoing.once("close", () => {
      counts.concurrent -= 1;
    });
    const fault = faults.shift();
    const body = await buffer(incoming);
    const waiting = held;
    if (waiting) await new Promise<void>((resolve) => waiting.push(resolve));
    await applyFault(fault, outgoing, () => forward(upstream, incoming, body));
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const release = () => {
    const waiting = held ?? [];
    held = undefined;
    for (const resume of waiting) resume();
  };
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get puts() {
      return counts.puts;
    },
    get concurrentPuts() {
      return counts.concurrent;
    },
    get mostConcurrentPuts() {
      return counts.most;
    },
    faultNext(...next) {
      faults.push(...next);
    },
    hold() {
      held ??= [];
    },
    releaseOne() {
      held?.shift()?.();
    },
    release,
    reset() {
      release();
      faults = [];
      counts.puts = 0;
      counts.most = counts.concurrent;
    },
    async stop() {
      release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function applyFault(fault: Fault | undefined, outgoing: ServerResponse, write: () => Promise<Reply>) {
  const answered = fault && ANSWERED_BY_PROXY[fault];
  if (answered) return answer(outgoing, answered);
  if (fault === "drop-request") return outgoing.destroy();
  const reply = await write();
  if (fault === "silence") return;
  if (fault === "drop-reply") return outgoing.destroy();
  if (fault === "fail-after-write") return answer(outgoing, awsError(503, "ServiceUnavailable"));
  if (fault !== "cut-reply") return answer(outgoing, reply);
  outgoing.writeHead(reply.status, { "content-type": "application/x-amz-json-1.0", "content-length": 1000 });
  outgoing.write(reply.body, () => outgoing.destroy());
}

function awsError(status: number, name: string): Reply {
  const type = `com.amazonaws.dynamodb.v20120810#${name}`;
  return { status, body: JSON.stringify({ __type: type, message: `${name} made by the test's proxy` }) };
}

function answer(outgoing: ServerResponse, { status, body }: Reply): void {
  outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  outgoing.end(body);
}

async function forward(upstream: string, incoming: IncomingMessage, read?: Buffer): Promise<Reply> {
  const body = read ?? (await buffer(incoming));
  const outgoing = request(new URL(incoming.url ?? "/", upstream), {
    method: incoming.method,
    headers: incoming.headers,
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 500, body: await buffer(response) };
}
