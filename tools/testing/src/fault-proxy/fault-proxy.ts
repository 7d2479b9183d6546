import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { carryOut, type DynamoDbCall, readCall } from "./call.ts";
import type { Fault } from "./faults.ts";
import {
  ANSWERED_BY_PROXY,
  answer,
  answerHalf,
  type DynamoDbReply,
  firstHalf,
  SERVICE_UNAVAILABLE,
} from "./replies.ts";
import { failStatements } from "./statement-faults.ts";

/** Sends a call to the server. */
export type SendCall = (call: DynamoDbCall) => Promise<DynamoDbReply>;

export interface FaultProxyOptions {
  /** Which requests are counted, held, and met by faults; the others pass. Default: all. */
  aimsAt?: (call: DynamoDbCall) => boolean;
  /** Changes an answer of the server on its way back. Default: as it is. */
  transform?: (call: DynamoDbCall, reply: DynamoDbReply, send: SendCall) => Promise<DynamoDbReply>;
}

/** A real HTTP server between the SDK and DynamoDB, which mishandles requests on demand. */
export interface FaultProxy {
  readonly endpoint: string;
  /** The operations that have arrived, in order. */
  readonly operations: readonly string[];
  /** Requests that have arrived and are not answered. */
  readonly openRequests: number;
  readonly mostOpenRequests: number;
  /** Asked before each request is carried out, which waits for the answer; unless a fault of `faultNext` meets it. */
  decide: (call: DynamoDbCall) => Fault | undefined | Promise<Fault | undefined>;
  /** The next requests meet these faults, one each, in the order of their arrival. */
  faultNext(...faults: (Fault | undefined)[]): void;
  /** From now on requests wait at the proxy. */
  hold(): void;
  /** Lets the request that has waited longest go on. */
  releaseOne(): void;
  /** Lets all go on, and holds no more. */
  release(): void;
  /** Sends the delayed requests to the server, at last. */
  deliverDelayed(): Promise<void>;
  /** Forgets faults, delayed requests and counts, holds nothing. */
  reset(): void;
  stop(): Promise<void>;
}

const passOn = () => undefined;

/** Starts a proxy in front of a server's endpoint, on a free port. */
export async function startFaultProxy(
  upstream: string,
  options: FaultProxyOptions = {},
): Promise<FaultProxy> {
  const { aimsAt = () => true, transform } = options;
  let faults: (Fault | undefined)[] = [];
  let delayed: DynamoDbCall[] = [];
  let held: (() => void)[] | undefined;
  let operations: string[] = [];
  const open = { now: 0, most: 0 };

  const send: SendCall = (call) => carryOut(upstream, call);
  const sendTransformed: SendCall = async (call) => {
    const reply = await send(call);
    return transform ? transform(call, reply, send) : reply;
  };

  async function handle(call: DynamoDbCall, outgoing: ServerResponse): Promise<void> {
    if (!aimsAt(call)) return answer(outgoing, await sendTransformed(call));
    operations.push(call.operation);
    open.now += 1;
    open.most = Math.max(open.most, open.now);
    outgoing.once("close", () => {
      open.now -= 1;
    });
    const scripted = faults.shift();
    const waiting = held;
    if (waiting) await new Promise<void>((resolve) => waiting.push(resolve));
    const fault = scripted ?? (await proxy.decide(call));
    if (fault === "delay") delayed.push(call);
    await applyFault(fault, call, outgoing, sendTransformed);
  }

  const server = createServer((incoming, outgoing) => {
    readCall(incoming)
      .then((call) => handle(call, outgoing))
      .catch((error: Error) => outgoing.destroy(error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get operations() {
      return operations;
    },
    get openRequests() {
      return open.now;
    },
    get mostOpenRequests() {
      return open.most;
    },
    decide: passOn,
    faultNext(...next) {
      faults.push(...next);
    },
    hold() {
      held ??= [];
    },
    releaseOne() {
      held?.shift()?.();
    },
    release() {
      const waiting = held ?? [];
      held = undefined;
      for (const resume of waiting) resume();
    },
    async deliverDelayed() {
      const calls = delayed;
      delayed = [];
      for (const call of calls) await send(call);
    },
    reset() {
      proxy.release();
      proxy.decide = passOn;
      faults = [];
      delayed = [];
      operations = [];
      open.most = open.now;
    },
    async stop() {
      proxy.release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

async function applyFault(
  fault: Fault | undefined,
  call: DynamoDbCall,
  outgoing: ServerResponse,
  send: SendCall,
): Promise<void> {
  if (typeof fault === "object") return answer(outgoing, await failStatements(call, fault, send));
  const answered = fault && ANSWERED_BY_PROXY[fault];
  if (answered) return answer(outgoing, answered);
  if (fault === "drop-request" || fault === "delay") {
    outgoing.destroy();
    return;
  }
  const reply = await send(call);
  if (fault === "silence") return;
  if (fault === "drop-reply") outgoing.destroy();
  else if (fault === "fail-after-write") answer(outgoing, SERVICE_UNAVAILABLE);
  else if (fault === "cut-reply") answerHalf(outgoing, reply);
  else if (fault === "garble-reply") answer(outgoing, { ...reply, body: firstHalf(reply.body) });
  else answer(outgoing, reply);
}
