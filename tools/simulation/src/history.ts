import type { Lease } from "@unbounded-streams/stream-lease";
import type { ConnectionRecord as LedgerRecord } from "@unbounded-streams/stream-ledger";
import type { RunPlan } from "./plan/run-plan.ts";

/** An event that the source made. */
export interface MadeEvent {
  readonly atMs: number;
  /** The bytes that are to be stored, as text. */
  readonly data: string;
}

/** One connection, as the source and the network know it. */
export interface ConnectionRecord {
  readonly invocation: string;
  /** Its place among the requests of its invocation, from 1. */
  readonly requestNumber: number;
  readonly requestedOrder: number;
  readonly requestedAtMs: number;
  /** When the source took it on; absent when it never did. */
  attachedAtMs?: number;
  /** From then on it delivered nothing, whatever either side knew of that. */
  deadAtMs?: number;
  /** When the client knew that it was over. */
  overOrder?: number;
  /** The events of which every byte reached the client, by their index. */
  readonly delivered: number[];
}

/** A write that changed the lease. */
export interface LeaseChange {
  readonly order: number;
  readonly atMs: number;
  /** The invocation, execution or operator that wrote. */
  readonly by: string;
  readonly before: Lease | undefined;
  readonly after: Lease;
}

/** The lease as one invocation was shown it, at the moment at which the table was asked. */
export interface LeaseSight {
  readonly order: number;
  readonly by: string;
  readonly lease: Lease | undefined;
}

/** A claim that an invocation was told it had won. */
export interface WonClaim {
  readonly atMs: number;
  readonly invocation: string;
  readonly claimId: string;
  /** The epoch that it had been told to raise. */
  readonly expectedEpoch: number;
  readonly epoch: number;
}

/** How an invocation came out. `killed`: nothing of it can be relied on; `lost-events`: it said loudly which events. */
export type InvocationEnd = "returned" | "threw" | "lost-events" | "killed";

/**
 * The claim of an invocation. One that claims a stream a second time has another name for that, with the same claim:
 * `inv-7`, `inv-7~2`.
 */
export function claimIdOf(invocation: string): string {
  return invocation.split("~", 1)[0] as string;
}

export interface InvocationRecord {
  readonly id: string;
  readonly holder: string;
  readonly startedAtMs: number;
  endedAtMs?: number;
  end?: InvocationEnd;
  /** Its outcome, or the name of its error. */
  result?: string;
  /** Whether its report calls the handover to it proven. */
  proven?: boolean;
}

/** A fault that was injected, and the time within which it can be the reason of a gap. */
export interface FaultRecord {
  readonly kind: string;
  /** Whom it befell: an invocation, an execution, a connection. */
  readonly who?: string | undefined;
  readonly fromMs: number;
  untilMs: number;
  /** When it ceased by itself, for those after whose end it takes time to recover. */
  readonly failingUntilMs?: number;
}

export interface ExecutionRecord {
  readonly name: string;
  /** The name of its state machine. */
  readonly machine: string;
  readonly isSuccessor: boolean;
  /** Whether it may begin a stream that was begun before and never claimed. */
  readonly isRestart: boolean;
  readonly startedAtMs: number;
  endedAtMs?: number;
  status?: "succeeded" | "failed" | "aborted";
  /** Its output's `outcome`, or its error. */
  result?: string;
}

export interface StoredItem {
  readonly order: number;
  readonly atMs: number;
  readonly data: string | Uint8Array;
}

/** How the stream came to its end. */
export interface StreamOver {
  readonly atMs: number;
  /** As the status of the lease says it. */
  readonly how: "ended" | "stopped" | "failed";
}

/** Everything that happened in a run and that a checker may ask for. */
export interface History {
  readonly plan: RunPlan;
  readonly startMs: number;
  endMs: number;
  /** How the run of the clock came out; anything but `done` means that something hangs. */
  clockEnd: "done" | "idle" | "late";
  streamOver: StreamOver | undefined;
  readonly made: MadeEvent[];
  readonly connections: ConnectionRecord[];
  readonly leaseChanges: LeaseChange[];
  readonly leaseSights: LeaseSight[];
  /** Looks at the whole table of leases. */
  readonly scans: { readonly order: number; readonly by: string }[];
  readonly claims: WonClaim[];
  readonly invocations: InvocationRecord[];
  readonly faults: FaultRecord[];
  readonly executions: ExecutionRecord[];
  /** Events that a source would not resume from, as it said by 410: their loss is explained. */
  readonly forgotten: Set<number>;
  /** By sort key. */
  readonly stored: Map<string, StoredItem>;
  /** When the last byte of an event first reached an invocation, whether or not that had time for it; by its index. */
  readonly arrivals: Map<number, number>;
  /** Requests to store an event that went wrong, and the time within which the next ones go through. */
  readonly writeFaults: FaultRecord[];
  /** What the ledger has of the connections, at the end. */
  readonly ledger: LedgerRecord[];
  /** Promises that were rejected and that nobody looked at. */
  readonly unhandled: string[];
  kills: number;
}

export function newHistory(plan: RunPlan, startMs: number): History {
  return {
    plan,
    startMs,
    endMs: startMs,
    clockEnd: "done",
    streamOver: undefined,
    made: [],
    connections: [],
    leaseChanges: [],
    leaseSights: [],
    scans: [],
    claims: [],
    invocations: [],
    faults: [],
    executions: [],
    forgotten: new Set(),
    stored: new Map(),
    arrivals: new Map(),
    writeFaults: [],
    ledger: [],
    unhandled: [],
    kills: 0,
  };
}
