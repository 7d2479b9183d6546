import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * What happens to one request on its way to the real server.
 *
 * - `drop-request`: the connection is reset, the server never sees the request
 * - `drop-reply`: the server carries it out, the connection is reset instead of an answer
 * - `cut-reply`: the server carries it out, half of its answer arrives
 * - `fail`: answered 500, the server never sees the request
 * - `fail-after-write`: the server carries it out, the answer is 503
 * - `throttle`: answered as DynamoDB answers when capacity is exceeded
 * - `deny`: answered as DynamoDB answers without permission
 * - `silence`: the server carries it out, no answer ever comes
 * - `delay`: the connection is reset, and the server sees the request at `deliverDelayed`
 */
export type Fault =
  | "drop-request"
  | "drop-reply"
  | "cut-reply"
  | "fail"
  | "fail-after-write"
  | "throttle"
  | "deny"
  | "silence"
  | "delay";

/** A real HTTP server between the SDK and DynamoDB. */
export interface FaultProxy {
  readonly endpoint: string;
  /** The operations that have arrived, in order. */
  readonly operations: string[];
  /** Whether a failed condition comes with the item, as DynamoDB sends it and dynalite does not. Default true. */
  returnsItems: boolean;
  /** The next requests meet these faults, one each, in the order of their arrival. */
  faultNext(...faults: (Fault | undefined)[]): void;
  /** Sends the delayed requests to the server, at last. */
  deliverDelayed(): Promise<void>;
  /** Forgets faults, operations and delayed requests. */
  reset(): void;
  stop(): Promise<void>;
}

interface Call {
  operation: string;
  headers: IncomingMessage["headers"];
  body: Buffer | string;
}

interface Reply {
  status: number;
  body: Buffer | string;
}

const ANSWERED_BY_PROXY: Partial<Record<Fault, Reply>> = {
  fail: awsError(500, "InternalServerError"),
  throttle: awsError(400, "ProvisionedThroughputExceededException"),
  deny: awsError(400, "AccessDeniedException"),
};

export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  let faults: (Fault | undefined)[] = [];
  let delayed: Call[] = [];

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { headers } = incoming;
    const operation = String(headers["x-amz-target"]).replace(/^.*\./, "");
    proxy.operations.push(operation);
    const fault = faults.shift();
    const call = { operation, headers, body: await buffer(incoming) };
    if (fault === "delay") delayed.push(call);
    await applyFault(fault, outgoing, () => forward(upstream, call, proxy.returnsItems));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    operations: [],
    returnsItems: true,
    faultNext(...next) {
      faults.push(...next);
    },
    async deliverDelayed() {
      const calls = delayed;
      delayed = [];
      for (const call of calls) await forward(upstream, call, true);
    },
    reset() {
      faults = [];
      delayed = [];
      proxy.operations.length = 0;
      proxy.returnsItems = true;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

async function applyFault(
  fault: Fault | undefined,
  outgoing: ServerResponse,
  carryOut: () => Promise<Reply>,
): Promise<void> {
  const answered = fault && ANSWERED_BY_PROXY[fault];
  if (answered) return answer(outgoing, answered);
  if (fault === "drop-request" || fault === "delay") {
    outgoing.destroy();
    return;
  }
  const reply = await carryOut();
  if (fault === "silence") return;
  if (fault === "drop-reply") outgoing.destroy();
  else if (fault === "fail-after-write") answer(outgoing, awsError(503, "ServiceUnavailable"));
  else if (fault === "cut-reply") {
    outgoing.writeHead(reply.status, { "content-length": 10_000 });
    outgoing.write(reply.body, () => outgoing.destroy());
  } else answer(outgoing, reply);
}

function awsError(status: number, name: string): Reply {
  const type = `com.amazonaws.dynamodb.v20120810#${name}`;
  return { status, body: JSON.stringify({ __type: type, message: `${name} made by the test's proxy` }) };
}

function answer(outgoing: ServerResponse, { status, body }: Reply): void {
  outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  outgoing.end(body);
}

async function forward(upstream: string, call: Call, returnsItems: boolean): Promise<Reply> {
  const reply = await send(upstream, call);
  const asked = JSON.parse(String(call.body));
  const isUnmet = reply.status === 400 && String(reply.body).includes("ConditionalCheckFailedException");
  if (!isUnmet || !returnsItems || asked.ReturnValuesOnConditionCheckFailure !== "ALL_OLD") return reply;
  const get = { TableName: asked.TableName, Key: asked.Key, ConsistentRead: true };
  const found = await send(upstream, { ...call, operation: "GetItem", body: JSON.stringify(get) });
  const { Item } = JSON.parse(String(found.body));
  return { status: 400, body: JSON.stringify({ ...JSON.parse(String(reply.body)), Item }) };
}

async function send(upstream: string, { operation, headers, body }: Call): Promise<Reply> {
  const outgoing = request(upstream, {
    method: "POST",
    headers: {
      ...headers,
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "content-length": Buffer.byteLength(body),
    },
  });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 500, body: await buffer(response) };
}
