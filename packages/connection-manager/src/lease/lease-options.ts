import type { Lease, LeaseStore } from "@unbounded-streams/stream-lease";

/**
 * How two connections relieve each other.
 *
 * - `overlap`: the older connection reads on until the newer one is up
 * - `single`: it lets go as soon as the newer one has claimed, for sources that allow one connection only
 */
export type ConnectionMode = "overlap" | "single";

/** What makes a connection one of a relay. Durations in milliseconds. */
export interface LeaseOptions {
  store: LeaseStore;
  /** Who claims: the same for all invocations of one branch. */
  holder: string;
  /** Unique for this invocation: the platform's request id. */
  claimId: string;
  /**
   * The id of the carrier that the stream has a seat on. Such a connection looks at its lease only when it writes, when it is
   * told to, and from its handover on: it is the carrier that sees a stop. Absent for a relay of one stream.
   */
  carrier?: string | undefined;
  /** The epoch that the caller was told; the claim is lost when it is no longer the lease's. */
  expectedEpoch: number;
  /** The lease as the caller has just read it, which need not be read again. */
  found?: Lease | undefined;
  /** What the platform says is left of the invocation. */
  remainingMs: number;
  /** Configured life of an invocation; the smaller of the two counts. */
  lifetimeMs: number;
  /** How long before the deadline the next connection may start. */
  handoverLeadMs: number;
  connectionMode: ConnectionMode;
  /** Longest pause before a connection is opened again. */
  maxReconnectDelayMs: number;
}
