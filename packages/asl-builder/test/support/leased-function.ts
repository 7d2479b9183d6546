import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import type { LeaseStore } from "@unbounded-streams/stream-lease";
import { LAMBDA_CRASH_ERROR } from "../../src/index.ts";
import { named } from "./simulated-function.ts";

export const HOUR_MS = 3_600_000;

/** What a machine hands to the function at each turn. */
export interface TurnPayload {
  streamId: string;
  holder: string;
  expectedEpoch: number;
  executionArn: string;
}

/** How an invocation is to behave. */
export type Behaviour =
  /** Reads until another one is connected, or until `close` is called. */
  | "read"
  | "crash-before-claim"
  | "crash-after-claim"
  | "crash-when-connected"
  | "end"
  | { answer: unknown }
  | { throws: Error };

export interface Turn {
  readonly payload: TurnPayload;
  /** Undefined until the claim is won. */
  epoch: number | undefined;
  connected: boolean;
  /** Ends the invocation with this answer, or with the error. */
  close(answer: { outcome: string } | Error): void;
}

export interface LeasedFunctionOptions {
  readonly store: LeaseStore;
  /** How the n-th invocation behaves, from 0. */
  readonly behave: (index: number, payload: TurnPayload) => Behaviour;
  /** From the claim to the handover of one that reads. Default 20; of the others, which end by themselves, an hour. */
  readonly handoverMs?: (index: number) => number;
}

/** The connection manager as the lease and the machine see it: claims, connects, confirms, gives way. */
export function createLeasedFunction({ store, behave, handoverMs = () => 20 }: LeasedFunctionOptions) {
  const turns: Turn[] = [];
  const claims = new EventEmitter().setMaxListeners(0);
  let gaps = 0;
  let hasConnected = false;
  const isConnected = () => turns.some(({ connected }) => connected);

  async function invoke(given: unknown): Promise<unknown> {
    const payload = given as TurnPayload;
    const index = turns.length;
    const closing = Promise.withResolvers<{ outcome: string }>();
    const turn: Turn = {
      payload,
      epoch: undefined,
      connected: false,
      close: (answer) => (answer instanceof Error ? closing.reject(answer) : closing.resolve(answer)),
    };
    turns.push(turn);
    const behaviour = behave(index, payload);
    if (typeof behaviour === "object" && "answer" in behaviour) return behaviour.answer;
    if (typeof behaviour === "object") throw behaviour.throws;
    if (behaviour === "crash-before-claim") throw named(LAMBDA_CRASH_ERROR);
    return hold(turn, behaviour, index, closing.promise);
  }

  async function hold(turn: Turn, behaviour: Behaviour, index: number, closed: Promise<{ outcome: string }>) {
    const { streamId, holder, expectedEpoch } = turn.payload;
    const claimId = randomUUID();
    const handoverAtMs = Date.now() + (behaviour === "read" ? handoverMs(index) : HOUR_MS);
    const claim = {
      streamId,
      holder,
      claimId,
      expectedEpoch,
      handoverAtMs,
      expiresAtMs: handoverAtMs + 60_000,
    };
    const claimed = await store.claim(claim);
    if (!claimed.ok) return { outcome: claimed.lease?.status === "running" ? "superseded" : "stopped" };
    const { epoch, counts } = claimed.lease;
    turn.epoch = epoch;
    claims.emit("claim");
    if (behaviour === "crash-after-claim") throw named(LAMBDA_CRASH_ERROR);
    await store.confirm({ streamId, epoch, claimId });
    // The end stands on the lease before anybody gives way: what they then see does not depend on who is faster.
    if (behaviour !== "end") await store.advance({ streamId, epoch, claimId, counts, failures: 0 });
    if (behaviour === "end") await store.finish({ streamId, epoch, claimId, counts, status: "ended" });
    connect(turn);
    if (behaviour !== "read") disconnect(turn);
    if (behaviour === "end") return { outcome: "ended" };
    if (behaviour === "crash-when-connected") throw named(LAMBDA_CRASH_ERROR);
    return closed.finally(() => disconnect(turn));
  }

  function connect(turn: Turn): void {
    if (hasConnected && !isConnected()) gaps += 1;
    hasConnected = true;
    turn.connected = true;
    for (const other of turns) if (other.connected && other !== turn) other.close({ outcome: "superseded" });
  }

  function disconnect(turn: Turn): void {
    turn.connected = false;
  }

  return {
    invoke,
    turns,
    /** Emits `claim` when one is won. */
    claims,
    /** Times that nobody was connected when the next one came. */
    gaps: () => gaps,
    holders: () => turns.map(({ payload }) => payload.holder),
  };
}
