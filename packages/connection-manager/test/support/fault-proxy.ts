import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** One request to DynamoDB on its way. */
export interface DynamoDbCall {
  /** Such as `PutItem`. */
  readonly operation: string;
  readonly table: string;
  readonly body: string;
}

/**
 * What becomes of a request: `drop-reply`: it is carried out, but the connection is reset instead of an answer;
 * `throttle`: it is answered as DynamoDB answers when capacity is exceeded.
 */
export type Fault = "drop-reply" | "throttle";

/** A real HTTP server between the SDK and DynamoDB. */
export interface FaultProxy {
  readonly endpoint: string;
  /** Asked before each request is carried out, which waits for the answer. */
  decide: (call: DynamoDbCall) => Fault | undefined | Promise<Fault | undefined>;
  /** Lets everything pass again. */
  reset(): void;
  stop(): Promise<void>;
}

const passOn = () => undefined;

export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  const server = createServer((incoming, outgoing) => {
    const handle = async () => {
      const body = await buffer(incoming);
      const operation = String(incoming.headers["x-amz-target"]).replace(/^.*\./, "");
      const table = String(JSON.parse(String(body)).TableName);
      const fault = await proxy.decide({ operation, table, body: String(body) });
      const reply = fault === "throttle" ? throttled : await forward(upstream, incoming.headers, body);
      if (fault === "drop-reply") {
        outgoing.destroy();
        return;
      }
      outgoing.writeHead(reply.status, { "content-type": "application/x-amz-json-1.0" });
      outgoing.end(reply.body);
    };
    handle().catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    decide: passOn,
    reset() {
      proxy.decide = passOn;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

const throttled = {
  status: 400,
  body: JSON.stringify({
    __type: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    message: "made by the test's proxy",
  }),
};

async function forward(upstream: string, headers: IncomingHttpHeaders, body: Buffer) {
  const outgoing = request(upstream, { method: "POST", headers });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 500, body: await buffer(response) };
}
