import {
  type RunConnectionOptions,
  runConnection,
  type SteeredConnection,
  timeBudget,
} from "@unbounded-streams/connection-manager";
import { runCarrier, type Seat, type SeatAssignment } from "@unbounded-streams/stream-fleet";
import { carrierId, createMemoryLeaseStore, type LeaseStore } from "@unbounded-streams/stream-lease";
import { ASSUMPTIONS } from "../src/assumptions.ts";
import { VirtualTime } from "./virtual-time.ts";

/** How a carrier is relieved. */
export interface CarrierTurns {
  readonly seats: number;
  /** How long a seat takes to connect on the average, in milliseconds. */
  readonly connectMs: number;
}

/** Requests to the table of leases from one handover of a carrier to the next. */
export interface TurnRequests {
  readonly seatReads: number;
  readonly seatWrites: number;
  /** Of the carrier's own record. */
  readonly carrierReads: number;
  readonly carrierWrites: number;
  readonly peerReads: number;
  /** Looks at the indexes. */
  readonly looks: number;
  /** From the start of the second invocation to the end of the first, in milliseconds. */
  readonly overlapMs: number;
}

interface Fleet {
  readonly time: VirtualTime;
  readonly store: LeaseStore;
  readonly connectMs: number;
  readonly capacity: number;
}

const FLEET = "default";
const CARRIER = carrierId(FLEET, 1);
const TIMES = {
  lifetimeMs: ASSUMPTIONS.lifetimeSeconds * 1_000,
  handoverLeadMs: ASSUMPTIONS.handoverLeadSeconds * 1_000,
} as const;
const TENURE_MS = TIMES.lifetimeMs - TIMES.handoverLeadMs;

/** From a handover to the first line of the next invocation's code, in milliseconds. */
const START_MS = 1_000;
const EVENT_INTERVAL_MS = 4_000;

const PREFIX = "stream-";

/** Runs two invocations of a carrier, with the code of the function, in a time of its own. */
export async function requestsOfTurn({ seats, connectMs }: CarrierTurns): Promise<TurnRequests> {
  const time = new VirtualTime();
  const direct = createMemoryLeaseStore({ now: () => time.now() });
  const requests: Request[] = [];
  const fleet = { time, store: noted(direct, requests), connectMs, capacity: seats };
  await direct.begin({ streamId: CARRIER, executionArn: "carrier" });
  for (let seat = 1; seat <= seats; seat += 1) {
    await direct.begin({ streamId: `${PREFIX}${seat}`, executionArn: `of-${seat}`, waitingFor: FLEET });
  }
  const first = invoke(fleet, "A", 1);
  await time.pass(TENURE_MS - 1);
  requests.length = 0;
  await time.pass(TENURE_MS + START_MS);
  void invoke(fleet, "B", 2);
  const startedAtMs = time.now();
  await time.pass(startedAtMs + TIMES.handoverLeadMs, () => first.isOver);
  const overlapMs = time.now() - startedAtMs;
  await time.pass(startedAtMs + TENURE_MS - 1);
  return { ...summed(requests), overlapMs };
}

function invoke(fleet: Fleet, holder: string, expectedEpoch: number): { readonly isOver: boolean } {
  const { time, store, capacity } = fleet;
  const invocation = { isOver: false };
  const over = () => {
    invocation.isOver = true;
  };
  runCarrier({
    ...{ store, fleet: FLEET, number: 1, capacity, maxCarriers: 10, system: time },
    turn: { holder, claimId: `request-${holder}`, expectedEpoch },
    budget: timeBudget({ nowMs: time.now(), remainingMs: TIMES.lifetimeMs, ...TIMES }),
    startSeat: (assignment) => startSeat(fleet, assignment),
    startCarrier: async () => undefined,
    load: () => ({ utilization: 0, memory: 0 }),
    log: SILENT,
  }).then(over, over);
  return invocation;
}

function startSeat({ time, store, connectMs }: Fleet, { streamId, ...assignment }: SeatAssignment): Seat {
  const attached: SteeredConnection[] = [];
  const finished = runConnection({
    streamId,
    stream: { url: "http://source" } as RunConnectionOptions["stream"],
    open: () => openedAfter(Math.round(connectMs * shareOf(streamId)), time),
    createSink,
    lease: { ...assignment, ...TIMES, store, connectionMode: "overlap", maxReconnectDelayMs: 15_000 },
    log: SILENT,
    progressIntervalMs: TIMES.lifetimeMs,
    attach: (connection) => attached.push(connection),
    system: time,
  });
  const [connection] = attached;
  if (connection === undefined) throw new Error("a connection gives the means to steer it at once");
  const over = finished.then(
    ({ report }) => ({ outcome: report.outcome }),
    (error: Error) => ({ error, isFinal: false }),
  );
  return {
    ...{ up: connection.up, over },
    get received() {
      return connection.received;
    },
    check: () => connection.check(),
    watch: () => connection.watch(),
    leave: () => connection.leave(),
  };
}

/** From half to one and a half: those that begin together come up one by one. */
function shareOf(streamId: string): number {
  return 0.5 + (Number(streamId.slice(PREFIX.length)) % 11) / 10;
}

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined };

type Opened = ReturnType<RunConnectionOptions["open"]>;

/** A connection that is up after a while, and then never falls silent. */
function openedAfter(connectMs: number, time: VirtualTime): Opened {
  const end = new AbortController();
  let bytesReceived = 0;
  async function* batches(): ReturnType<Opened["batches"]> {
    for (;;) {
      await time.sleep(EVENT_INTERVAL_MS, end.signal);
      if (end.signal.aborted) return { kind: "aborted", bytesReceived };
      bytesReceived += 1;
      yield [{ bytes: new Uint8Array(1), text: "e", json: () => "e" }];
    }
  }
  const connection: Pick<Opened, "open" | "batches" | "stop" | "close"> = {
    async open() {
      await time.sleep(connectMs, end.signal);
      return { status: 200, headers: {}, url: "http://source", ended: undefined };
    },
    batches,
    stop: () => end.abort(),
    close: async () => end.abort(),
  };
  return Object.assign(connection, { finish: undefined, bytesReceived: 0 }) as Opened;
}

type Sink = ReturnType<RunConnectionOptions["createSink"]>;

/** Whatever it is given is durable at once. */
function createSink(): Sink {
  const stats = { received: 0, stored: 0, duplicates: 0, throttled: 0, deadLettered: 0, failed: 0 };
  const sink: Pick<Sink, "write" | "flush"> = {
    async write() {
      stats.received += 1;
      stats.stored += 1;
    },
    flush: async () => undefined,
  };
  return Object.assign(sink, { stats }) as unknown as Sink;
}

interface Request {
  readonly method: string;
  readonly streamId: string | undefined;
}

/** The same store, which notes what it is asked for. */
function noted(store: LeaseStore, requests: Request[]): LeaseStore {
  return new Proxy(store, {
    get(target, method: keyof LeaseStore) {
      return (asked: unknown, ...rest: unknown[]) => {
        const streamId = typeof asked === "string" ? asked : (asked as { streamId?: string })?.streamId;
        requests.push({ method, streamId });
        return (target[method] as (...given: unknown[]) => unknown)(asked, ...rest);
      };
    },
  });
}

const LOOKS: readonly string[] = ["carried", "waiting"];

function summed(requests: readonly Request[]): Omit<TurnRequests, "overlapMs"> {
  const count = (isIt: (request: Request) => boolean) => requests.filter(isIt).length;
  const isRead = ({ method }: Request) => method === "read";
  const isWrite = ({ method }: Request) =>
    !isRead({ method, streamId: undefined }) && !LOOKS.includes(method);
  const isSeat = ({ streamId = "" }: Request) => streamId.startsWith(PREFIX);
  const isOwn = ({ streamId }: Request) => streamId === CARRIER;
  return {
    seatReads: count((request) => isRead(request) && isSeat(request)),
    seatWrites: count((request) => isWrite(request) && isSeat(request)),
    carrierReads: count((request) => isRead(request) && isOwn(request)),
    carrierWrites: count((request) => isWrite(request) && isOwn(request)),
    peerReads: count((request) => isRead(request) && !isSeat(request) && !isOwn(request)),
    looks: count(({ method }) => LOOKS.includes(method)),
  };
}
