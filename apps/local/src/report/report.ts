import type { HandoverProof } from "@unbounded-streams/connection-manager";
import type { InvocationOutcome } from "../lambda/invocation.ts";
import type { ExecutionStatus } from "../step-functions/step-functions.ts";
import type { Coverage } from "./coverage.ts";

/** What `--json` prints. Times are ISO 8601 in UTC, with milliseconds. */
export interface Report {
  readonly strategy: string;
  readonly streamId: string;
  /** The stream's executions as one: from the start of the first to the end of the last. */
  readonly execution: {
    readonly status: ExecutionStatus;
    readonly startedAt: string;
    readonly endedAt: string;
    /** Why it failed, when it did. */
    readonly error?: string;
  };
  /** How many executions carried the stream, one after the other: 1 and the successors. */
  readonly executions: number;
  readonly events: {
    /** Events that the built-in source made; null for a foreign stream. */
    readonly sent: number | null;
    /** Events of the stream that whoever reads the table is given. */
    readonly stored: number;
    /** Events made that are not in the table; null for a foreign stream. */
    readonly lost: number | null;
    /** Events that connections received although the table had them. */
    readonly duplicatesReceived: number;
    /** Events that whoever reads the table is given more than once. */
    readonly storedTwice: number;
    /** Events and frames that the table cannot take, in the folder of dead letters. */
    readonly deadLettered: number;
    /** Frames that cannot be stored and that no dead letter keeps, passed over. */
    readonly framesSkipped: number;
    /** Frames of a stream that is resumed, without an id that it can be resumed from. */
    readonly cursorless: number;
    /** Records in the table that the built-in source never made; null for a foreign stream. */
    readonly unknown: number | null;
  };
  readonly connections: readonly ConnectionEntry[];
  /** Null when no connection was ever up. */
  readonly coverage: Coverage | null;
  /** The same as the built-in source has seen it, to compare; null for a foreign stream, and absent for a fleet. */
  readonly coverageAtSource?: Coverage | null;
  /** The lease at the end, as the API tells it; null for the article's strategies and for a fleet. */
  readonly lease: Readonly<Record<string, unknown>> | null;
  /** Of many streams in one function; everything else is the sum over them. */
  readonly fleet?: FleetReport;
}

/** What a fleet did. */
export interface FleetReport {
  /** Carriers that have held a stream. */
  readonly carriers: number;
  /** The most streams that had a seat at a time. */
  readonly seats: number;
  /** Times that an invocation of a carrier left because the next one had taken all its streams over. */
  readonly handovers: number;
  /** The longest that a stream was without a seat while it was to be read, in milliseconds. */
  readonly longestWaitMs: number;
  readonly perCarrier: readonly CarrierEntry[];
  readonly perStream: readonly StreamEntry[];
}

/** One carrier of a fleet. */
export interface CarrierEntry {
  readonly carrier: string;
  readonly invocations: number;
  /** As of the fleet. */
  readonly handovers: number;
  /** Times that it has claimed a stream. */
  readonly seatsTaken: number;
}

/** One stream of a fleet; as of a run of one stream. */
export interface StreamEntry {
  readonly streamId: string;
  /** What its lease says at the end; null without one. */
  readonly status: string | null;
  readonly stored: number;
  readonly lost: number | null;
  readonly gaps: number;
  readonly longestGapMs: number;
  /** How many connections it had. */
  readonly connections: number;
}

/** One invocation of the function; in a fleet, one stream's time on an invocation. */
export interface ConnectionEntry {
  /** In a fleet, the stream and the carrier. */
  readonly streamId?: string;
  readonly carrier?: string;
  /** A, B: the branch of the state machine; in a fleet 1A, 1B, 2A: with the carrier's number before. */
  readonly branch: string;
  readonly startedAt: string;
  /** When the source's response headers were there; null when they never were. */
  readonly connectedAt: string | null;
  readonly endedAt: string;
  readonly outcome: InvocationOutcome;
  /** Why it was over or opened again last, in words; null when nothing was said. */
  readonly reason: string | null;
  /** The epoch of its lease; null without one. */
  readonly epoch: number | null;
  /** Requests that the invocation made after its first: a connection that broke is opened again, one that was refused is tried again. */
  readonly reconnects: number;
  /** Times that the source's response headers were there, as the function said: 1 more than the connection broke and came back. */
  readonly openings: number;
  /** What the invocation said of the handover to it; null when it never connected, was killed, or had no lease. */
  readonly handover: HandoverProof | null;
}

/** Epoch milliseconds as ISO 8601. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Whether the run did what it was for: the stream ended and nothing was lost or spoilt. */
export function succeeded({ execution, events }: Report): boolean {
  const { lost, storedTwice, unknown } = events;
  return execution.status === "SUCCEEDED" && (lost ?? 0) === 0 && storedTwice === 0 && (unknown ?? 0) === 0;
}
