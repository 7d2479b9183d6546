import { messages, openStream, StreamError } from "@unbounded-streams/stream-reader";
import type { Dispatcher } from "undici";
import { ALLOWANCE_MS } from "../plan/allowances.ts";
import type { Random } from "../prng.ts";
import type { SimulatedProcess } from "./process.ts";
import type { Source } from "./source.ts";
import { Wire } from "./wire.ts";
import type { World } from "./world.ts";

const SLOWEST_CONNECT_MS = 15_000;

await loadLateParts();

/** The way between the function and the source. */
export class Network {
  private readonly world: World;
  private readonly source: Source;
  private readonly random: Random;
  private slowUntilMs = 0;

  constructor(world: World, source: Source) {
    this.world = world;
    this.source = source;
    this.random = world.random.fork("network");
  }

  /** New connections take seconds from now on, for so long. */
  startSlowness(durationMs: number): void {
    this.slowUntilMs = Math.max(this.slowUntilMs, this.world.nowMs + durationMs);
    const { maxReconnectDelayMs } = this.world.plan.relay;
    const allowanceMs = durationMs + SLOWEST_CONNECT_MS + maxReconnectDelayMs + ALLOWANCE_MS.reconnect;
    this.world.fault("slow-connects", "network", allowanceMs, { durationMs });
  }

  /** What one invocation makes its requests with: an undici dispatcher. */
  dispatcherFor(process: SimulatedProcess): Dispatcher {
    let requests = 0;
    const dispatch = (options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean => {
      requests += 1;
      this.request(process, requests, options, handler);
      return true;
    };
    return { dispatch } as unknown as Dispatcher;
  }

  private request(
    process: SimulatedProcess,
    requestNumber: number,
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): void {
    const { world, random } = this;
    const record = {
      invocation: process.name,
      requestNumber,
      requestedOrder: world.nextOrder(),
      requestedAtMs: world.nowMs,
      delivered: [],
    };
    world.history.connections.push(record);
    const headers = options.headers as Record<string, string>;
    const webSocketKey = options.upgrade === "websocket" ? headers["sec-websocket-key"] : undefined;
    const wire = new Wire({ world, process, random, record, handler, webSocketKey });
    const cursor =
      headers["last-event-id"] ?? new URL(options.path, "http://source").searchParams.get("since");
    world.trace(wire.name, "request", { cursor: cursor ?? "-" });
    const isSlow = world.nowMs < this.slowUntilMs;
    const delayMs = isSlow ? random.integer(1_000, SLOWEST_CONNECT_MS) : random.integer(5, 150);
    world.clock.after(delayMs, () => {
      if (process.isAlive && wire.isLive) this.source.accept(wire, cursor ?? undefined);
    });
  }
}

/** Has the reader load what it loads for its first WebSocket: that takes real time, and no simulated clock waits for it. */
async function loadLateParts(): Promise<void> {
  const dispatch = () => {
    throw new Error("nobody is there");
  };
  const dispatcher = { dispatch } as unknown as Dispatcher;
  try {
    await openStream({ url: "ws://source.example/", format: messages(), dispatcher }).open();
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
  }
}
