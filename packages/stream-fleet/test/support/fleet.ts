import type { LeaseStore } from "@unbounded-streams/stream-lease";
import { carrierId } from "@unbounded-streams/stream-lease/carrier-id";
import {
  type CarrierLoad,
  type CarrierMetrics,
  type CarrierReport,
  type RunCarrierOptions,
  runCarrier,
} from "../../src/index.ts";
import { OwnedClock } from "./owned-clock.ts";
import { type ReadingLog, type SourceBehaviour, startReading } from "./reading.ts";
import { FaultyTable } from "./table.ts";

const T0 = Date.UTC(2026, 0, 1);
const FLEET = "default";

/** One invocation of a carrier under test. */
export interface Invocation {
  readonly done: Promise<CarrierReport>;
  /** Once it is over. */
  report: CarrierReport | undefined;
  error: unknown;
  readonly abort: AbortController;
  /** Nothing of it goes on, and nobody is told: what a kill is. */
  kill(): void;
  readonly metrics: CarrierMetrics[];
  /** The log's messages. */
  readonly logged: string[];
}

export type InvocationOptions = Partial<RunCarrierOptions> & {
  /** How long it may live, in milliseconds. Default 900,000. */
  readonly lifetimeMs?: number;
  readonly holder?: string;
};

/** A fleet in a time of its own, with a table that can fail. */
export class Fleet {
  readonly clock = new OwnedClock(T0);
  readonly table = new FaultyTable(this.clock);
  readonly store: LeaseStore = this.table.store;
  readonly readings: Pick<ReadingLog, "claims"> = { claims: [] };
  readonly behaviours = new Map<string, SourceBehaviour>();
  /** Carriers that were started, as number and epoch. */
  readonly starts: (readonly [number: number, epoch: number])[] = [];
  /** What becomes of a start; by default the carrier is run. */
  onStart: (number: number) => Promise<void> = async (number) => {
    void this.invoke(number);
  };
  load: CarrierLoad = { utilization: 0.1, memory: 0.3 };
  readonly invocations: Invocation[] = [];
  private readonly connections: ReadingLog["connected"][] = [];
  private executions = 0;

  /** Begins streams that wait for the fleet. */
  async admit(...streamIds: string[]): Promise<void> {
    for (const streamId of streamIds) {
      this.executions += 1;
      const executionArn = `admission-${this.executions}`;
      await this.store.begin({ streamId, executionArn, restart: true, waitingFor: FLEET });
    }
  }

  /** Has a carrier's next invocation run; begins the carrier when its record is not running. */
  async invoke(number: number, options: InvocationOptions = {}): Promise<Invocation> {
    const { store, clock } = this;
    const streamId = carrierId(FLEET, number);
    let lease = await store.read(streamId);
    if (lease?.status !== "running") {
      this.executions += 1;
      const begun = await store.begin({
        streamId,
        executionArn: `carrier-${this.executions}`,
        restart: true,
      });
      lease = begun.lease;
    }
    const claimId = `request-${this.invocations.length + 1}`;
    const { lifetimeMs = 900_000, holder = "A", ...rest } = options;
    const deadlineMs = clock.nowMs + lifetimeMs;
    let isKilled = false;
    const readings: ReadingLog = { claims: this.readings.claims, connected: new Map() };
    this.connections.push(readings.connected);
    const system = mortal(clock.system(), () => isKilled);
    const ownStore = mortal(store, () => isKilled);
    const invocation: Invocation = {
      ...({} as Pick<Invocation, "done">),
      report: undefined,
      error: undefined,
      abort: new AbortController(),
      kill: () => {
        isKilled = true;
        readings.connected.clear();
      },
      metrics: [],
      logged: [],
    };
    const note = (message: string, fields: Record<string, unknown>) => {
      invocation.logged.push(`${message} ${JSON.stringify(fields)}`);
    };
    const done = runCarrier({
      store: ownStore,
      fleet: FLEET,
      number,
      turn: { holder, claimId, expectedEpoch: lease?.epoch ?? 0 },
      budget: {
        handoverAtMs: deadlineMs - 40_000,
        stopAtMs: deadlineMs - 2_000,
        deadlineMs,
        expiresAtMs: deadlineMs + 60_000,
      },
      capacity: 50,
      maxCarriers: 5,
      startSeat: (assignment) =>
        startReading(assignment, {
          store: ownStore,
          system,
          log: readings,
          behaviour: this.behaviours.get(assignment.streamId) ?? {},
        }),
      startCarrier: async (started, epoch) => {
        this.starts.push([started, epoch]);
        await this.onStart(started);
      },
      load: () => this.load,
      log: { debug: note, info: note, warn: note },
      onMetrics: (values) => invocation.metrics.push(values),
      signal: invocation.abort.signal,
      system,
      ...rest,
    });
    Object.assign(invocation, { done });
    done.then(
      (report) => Object.assign(invocation, { report }),
      (error: unknown) => Object.assign(invocation, { error }),
    );
    this.invocations.push(invocation);
    return invocation;
  }

  /** How many read each stream at this moment. */
  get connectionsOf(): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const [streamId, count] of this.connections.flatMap((each) => [...each])) {
      sums.set(streamId, (sums.get(streamId) ?? 0) + count);
    }
    return sums;
  }

  /** Streams that are connected at this moment. */
  get connected(): string[] {
    return [...this.connectionsOf].filter(([, count]) => count > 0).map(([streamId]) => streamId);
  }

  /** Whose each stream is, as the table says. */
  async carrierOf(streamId: string): Promise<string | undefined> {
    return (await this.store.read(streamId))?.carrier;
  }
}

/** The same, of which no call made after `isDead` holds comes back, nor one that is on its way by then. */
function mortal<Calls extends object>(calls: Calls, isDead: () => boolean): Calls {
  const never = new Promise<never>(() => undefined);
  return new Proxy(calls, {
    get(target, name) {
      const call = Reflect.get(target, name);
      if (typeof call !== "function" || name === "now" || name === "random") return call;
      return (...args: unknown[]) => {
        const answer: unknown = Reflect.apply(call, target, args);
        if (!(answer instanceof Promise)) return isDead() ? endless() : answer;
        const lost = isDead();
        const unlessLost = (settled: unknown) => (lost || isDead() ? never : settled);
        return answer.then(unlessLost, (error: unknown) => {
          if (lost || isDead()) return never;
          throw error;
        });
      };
    },
  });
}

async function* endless(): AsyncGenerator<never> {
  await new Promise(() => undefined);
}

/** `stream-001` and so on. */
export function streamIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `stream-${String(index + 1).padStart(3, "0")}`);
}
