import { hash } from "node:crypto";
import {
  createEventSink,
  type EventSink,
  readEvents,
  readSegments,
  type StoredEvent,
} from "@unbounded-streams/event-sink";
import { createLeaseStore, type Lease, type LeaseStore } from "@unbounded-streams/stream-lease";
import {
  type FrameFormat,
  ndjson,
  type OpenStreamOptions,
  openStream,
  parseEndSignal,
  parseResumeRule,
  type RequestHeaders,
} from "@unbounded-streams/stream-reader";
import {
  type StreamSource,
  type StreamSourceOptions,
  type StreamTruth,
  startStreamSource,
} from "@unbounded-streams/stream-source";
import { parseEventIdRule, runConnection, type StreamRequest } from "../../src/index.ts";
import type { Invocation, InvocationOptions, SeenRequest } from "./invocation.ts";
import { OwnedClock } from "./owned-clock.ts";
import { EVENTS, type RelayWorld, STREAMS } from "./relay-world.ts";
import { until } from "./until.ts";

const T0 = Date.UTC(2030, 0, 1);

/** Events a second: few enough for a busy machine to store what two connections bring. */
const RATE = 25;

/** No answer is given up, which would leave open who has stored an event. */
const ATTEMPT_TIMEOUT_MS = 60_000;

/** The same, which tells when a request begins and when it is over. */
function counting(store: LeaseStore, count: (change: 1 | -1) => void): LeaseStore {
  const counted = (method: (...request: unknown[]) => Promise<unknown>) => {
    return (...request: unknown[]) => {
      count(1);
      return method(...request).finally(() => count(-1));
    };
  };
  const { read, claim, confirm, advance, finish, tally } = store;
  const methods = Object.entries({ read, claim, confirm, advance, finish, tally });
  return {
    ...store,
    ...Object.fromEntries(methods.map(([name, method]) => [name, counted(method as never)])),
  };
}

/** One stream of a source, its lease, and the invocations that hold it, in a time that the test owns. */
export class RelayStage {
  readonly clock = new OwnedClock(T0);
  readonly streamId: string;
  readonly source: StreamSource;
  /** Straight to the table, as the state machine and people outside see it. */
  readonly store: LeaseStore;
  private readonly world: RelayWorld;
  private readonly invocations: Invocation[] = [];

  private constructor(world: RelayWorld, source: StreamSource) {
    this.world = world;
    this.source = source;
    this.streamId = world.newStreamId();
    this.store = createLeaseStore({
      client: world.direct,
      tableName: STREAMS,
      system: { now: () => this.clock.nowMs },
    });
  }

  /** Starts a source and begins the stream: the lease is at epoch 1. */
  static async open(world: RelayWorld, options: StreamSourceOptions): Promise<RelayStage> {
    const stage = new RelayStage(world, await startStreamSource({ rate: RATE, heartbeatMs: 0, ...options }));
    await stage.store.begin({ streamId: stage.streamId, executionArn: "execution-1" });
    return stage;
  }

  /** Starts an invocation for a branch that was told this epoch. */
  invoke(holder: string, expectedEpoch: number, options: InvocationOptions = {}): Invocation {
    const {
      clock = this.clock,
      resume,
      eventId = "/id",
      sink: sinkOptions,
      storeRetry,
      run,
      ...rest
    } = options;
    const {
      format = ndjson({ validate: true }),
      endSignals = ["json:/type=end-of-stream"],
      stream,
      tableName,
      ...lease
    } = rest;
    const { client } = this.world;
    const { streamId } = this;
    const system = clock.system();
    const requests: SeenRequest[] = [];
    const logged: string[] = [];
    let sink: EventSink | undefined;
    let busy = 0;
    const warned: Invocation["warned"] = [];
    const log = {
      debug: () => undefined,
      info: (message: string) => void logged.push(message),
      warn: (message: string, fields: Record<string, unknown>) => void warned.push({ message, ...fields }),
    };
    const finished = runConnection({
      streamId,
      stream: { ...this.request(format, endSignals), ...stream },
      open: (request) => {
        const stream = openStream({ ...request, headers: () => this.seen(requests, request) });
        const open = stream.open.bind(stream);
        stream.open = () => {
          busy += 1;
          return open().finally(() => {
            busy -= 1;
          });
        };
        return stream;
      },
      createSink: (hooks) => {
        const table = { client, tableName: tableName ?? EVENTS, streamId };
        sink = createEventSink({ ...table, attemptTimeoutMs: ATTEMPT_TIMEOUT_MS, ...hooks, ...sinkOptions });
        const flush = sink.flush;
        sink.flush = () => {
          busy += 1;
          return flush().finally(() => {
            busy -= 1;
          });
        };
        return sink;
      },
      segments:
        sinkOptions?.mode === "packed"
          ? (until, signal) => readSegments(client, { tableName: EVENTS, streamId, until, signal })
          : undefined,
      lease: {
        store: counting(
          createLeaseStore({
            client,
            tableName: STREAMS,
            ...(storeRetry === undefined ? {} : { retry: storeRetry }),
            system: { now: () => clock.nowMs },
          }),
          (change) => {
            busy += change;
          },
        ),
        holder,
        expectedEpoch,
        claimId: `claim-${this.invocations.length + 1}`,
        remainingMs: 900_000,
        lifetimeMs: 30_000,
        handoverLeadMs: 20_000,
        connectionMode: "overlap",
        maxReconnectDelayMs: 15_000,
        ...lease,
      },
      eventId: parseEventIdRule(eventId),
      resume: resume === undefined ? undefined : parseResumeRule(resume),
      log,
      progressIntervalMs: 60_000,
      system,
      ...run,
    });
    if (sink === undefined) throw new Error("an invocation makes its sink at once");
    const made = sink;
    const invocation: Invocation = {
      ...{ system, requests, logged, warned, finished, sink },
      get busy() {
        return busy;
      },
      isFinished: false,
      settles: (events) =>
        until(`${events} events are settled`, () => made.stats.stored + made.stats.duplicates >= events),
      report: async () => (await finished).report,
    };
    const over = () => {
      invocation.isFinished = true;
    };
    finished.then(over, over);
    this.invocations.push(invocation);
    return invocation;
  }

  /** How the stream is asked for. */
  private request(format: FrameFormat, endSignals: string[]): StreamRequest {
    return {
      url: this.source.streamUrl(this.streamId),
      format,
      endSignals: endSignals.map(parseEndSignal),
      headers: async ({ refresh }) => ({ "x-refresh": String(refresh) }),
    };
  }

  /** Moves the time, one timer after the other, and lets every invocation come to rest in between. */
  async pass(ms: number): Promise<void> {
    const target = this.clock.nowMs + ms;
    for (;;) {
      await this.rest();
      const next = this.clock.nextAtMs;
      if (next === undefined || next > target) break;
      await this.clock.advance(Math.max(0, next - this.clock.nowMs));
    }
    await this.clock.advance(target - this.clock.nowMs);
    await this.rest();
  }

  /** Passes time until an invocation is over; says how much it took, in milliseconds. */
  async passUntilOver(invocation: Invocation): Promise<number> {
    const startMs = this.clock.nowMs;
    for (;;) {
      await this.rest();
      const next = this.clock.nextAtMs;
      if (invocation.isFinished || next === undefined) break;
      await this.clock.advance(Math.max(0, next - this.clock.nowMs));
    }
    await invocation.finished.catch(() => undefined);
    return this.clock.nowMs - startMs;
  }

  /** Claims the stream as an invocation does that dies right after. */
  async claim(holder: string, expectedEpoch: number): Promise<void> {
    const times = { handoverAtMs: this.clock.nowMs + 40_000, expiresAtMs: this.clock.nowMs + 120_000 };
    const { streamId } = this;
    const claimed = await this.store.claim({
      streamId,
      holder,
      claimId: `dead-${holder}`,
      expectedEpoch,
      ...times,
    });
    if (!claimed.ok) throw new Error(`the claim was lost: ${claimed.why}`);
  }

  async lease(): Promise<Lease> {
    const lease = await this.store.read(this.streamId);
    if (lease === undefined) throw new Error("the stream has no lease");
    return lease;
  }

  /** What the source knows of the stream; nothing before the first request for it. */
  get truth(): Pick<StreamTruth, "connections" | "refusals" | "events" | "state"> {
    const nothing = { connections: [], refusals: [], events: [], state: "waiting" as const };
    return this.source.truth(this.streamId) ?? nothing;
  }

  /** All that a reader is given of the stream. */
  async stored(): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    const table = { tableName: EVENTS, streamId: this.streamId, consistentRead: true };
    for await (const event of readEvents(this.world.direct, table)) events.push(event);
    return events;
  }

  /** The sequence numbers of the events in the table, in order, each as the source made it. */
  async storedSeqs(): Promise<number[]> {
    const bySha1 = new Map(this.truth.events.map(({ sha1, seq }) => [sha1, seq]));
    const stored = await this.stored();
    const seqs = stored.map(({ data }) => bySha1.get(hash("sha1", data, "hex")) ?? Number.NaN);
    return seqs.toSorted((a, b) => a - b);
  }

  async close(): Promise<void> {
    this.world.proxy.reset();
    await this.store.stop({ streamId: this.streamId });
    await Promise.all(this.invocations.map((invocation) => this.passUntilOver(invocation)));
    await this.source.close();
  }

  /** Resolves when every live invocation waits for its source or for time. */
  private async rest(): Promise<void> {
    await until("every invocation rests", () =>
      this.invocations.every(
        ({ isFinished, busy, system }) => isFinished || (busy === 0 && system.sleepers > 0),
      ),
    );
  }

  private async seen(
    requests: SeenRequest[],
    { url, query = {}, headers }: OpenStreamOptions,
  ): Promise<RequestHeaders> {
    const { "x-refresh": refresh, ...sent } =
      typeof headers === "function" ? await headers() : (headers ?? {});
    const asked = new URL(url);
    const parameters = typeof query === "function" ? await query() : query;
    for (const [name, value] of Object.entries(parameters)) asked.searchParams.set(name, String(value));
    requests.push({ url: asked, refresh: refresh === "true", headers: sent });
    return sent;
  }
}
