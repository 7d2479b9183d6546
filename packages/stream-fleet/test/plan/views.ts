import fc from "fast-check";
import type { FleetView, OwnView, PeerView, SeatView, WaitingStream } from "../../src/index.ts";

export const NOW = 1_000_000_000;

const agoMs = fc.oneof(
  fc.constantFrom(0, 5_999, 6_000, 29_999, 30_000, 60_000, 300_000),
  fc.integer({ min: -5_000, max: 900_000 }),
);
const momentMs = agoMs.map((ago) => NOW - ago);
const maybeMomentMs = fc.option(momentMs, { nil: undefined });
const share = fc.oneof(
  fc.constantFrom(0, 0.7, 0.71, 0.75, 0.76, 0.9, 0.91, 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

function waitingOf(prefix: string, most = 8): fc.Arbitrary<WaitingStream[]> {
  const stream = fc.record({ waitingSinceMs: momentMs, notBeforeMs: maybeMomentMs });
  return fc
    .array(stream, { maxLength: most })
    .map((streams) => streams.map((each, index) => ({ ...each, streamId: `${prefix}-${index}` })));
}

const seats: fc.Arbitrary<SeatView[]> = fc
  .array(
    fc.record({
      isHeld: fc.boolean(),
      isOffered: fc.boolean(),
      eventsPerSecond: fc.double({ min: 0, max: 1_000, noNaN: true }),
      takenAtMs: maybeMomentMs,
      notBeforeMs: maybeMomentMs,
    }),
    { maxLength: 12 },
  )
  .map((all) => all.map((seat, index) => ({ ...seat, streamId: `own-${index}` })));

function peersOf(own: number): fc.Arbitrary<PeerView[]> {
  const peer = fc.record({
    number: fc.integer({ min: 1, max: 6 }),
    isAlive: fc.boolean(),
    seats: fc.integer({ min: 0, max: 12 }),
    room: fc.integer({ min: 0, max: 12 }),
  });
  return fc
    .uniqueArray(peer, { selector: ({ number }) => number, maxLength: 6 })
    .map((peers) => peers.filter(({ number }) => number !== own));
}

const me: fc.Arbitrary<OwnView> = fc.record({
  number: fc.integer({ min: 1, max: 6 }),
  seats,
  room: fc.integer({ min: 0, max: 20 }),
  connecting: fc.integer({ min: 0, max: 7 }),
  emptySinceMs: maybeMomentMs,
  smallSinceMs: maybeMomentMs,
  isDraining: fc.boolean(),
  lastShedMs: maybeMomentMs,
  lastStartMs: maybeMomentMs,
  isOver: fc.boolean(),
});

/** Any view at all, those that a carrier would hardly ever see among them. */
export const anyView: fc.Arbitrary<FleetView> = me.chain((own) =>
  fc.record({
    nowMs: fc.constant(NOW),
    me: fc.constant(own),
    waiting: waitingOf("waiting"),
    // A seat that is offered is among what the index shows.
    offered: waitingOf("offered").map((others) => [
      ...others,
      ...own.seats
        .filter(({ isOffered }) => isOffered)
        .map(({ streamId }) => ({ streamId, waitingSinceMs: NOW - 10_000 })),
    ]),
    peers: peersOf(own.number),
    load: fc.record({ utilization: share, memory: share }),
    limits: fc.record({
      capacity: fc.integer({ min: 1, max: 12 }),
      maxCarriers: fc.integer({ min: 1, max: 6 }),
      takesAtOnce: fc.integer({ min: 1, max: 8 }),
    }),
  }),
);

/** A quiet carrier 1 with nothing to do. */
export function view({
  me: own,
  ...rest
}: Partial<Omit<FleetView, "me">> & { me?: Partial<OwnView> } = {}): FleetView {
  const isDraining = false;
  return {
    nowMs: NOW,
    me: { number: 1, seats: [], room: 10, isDraining, ...own },
    waiting: [],
    offered: [],
    peers: [],
    load: { utilization: 0.1, memory: 0.3 },
    limits: { capacity: 10, maxCarriers: 3 },
    ...rest,
  };
}

export function seat(streamId: string, seatView: Partial<SeatView> = {}): SeatView {
  return { streamId, isHeld: true, isOffered: false, eventsPerSecond: 1, ...seatView };
}

export function seatsOf(count: number, seatView: Partial<SeatView> = {}): SeatView[] {
  return Array.from({ length: count }, (_, index) => seat(`own-${index}`, seatView));
}

export function waits(streamId: string, waitedMs = 0, stream: Partial<WaitingStream> = {}): WaitingStream {
  return { streamId, waitingSinceMs: NOW - waitedMs, ...stream };
}

export function peer(number: number, peerView: Partial<PeerView> = {}): PeerView {
  return { number, isAlive: true, seats: 5, room: 0, ...peerView };
}
