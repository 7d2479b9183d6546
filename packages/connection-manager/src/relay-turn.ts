import { asRecord } from "./json.ts";

/** What the state machine says when it is a branch's turn to connect. */
export interface RelayTurn {
  readonly holder: string;
  /** The epoch that the branch saw on the lease. */
  readonly expectedEpoch: number;
}

/** The turn that an event is for; undefined when it asks for a connection without a lease. */
export function turnOf(event: unknown): RelayTurn | undefined {
  const { holder, expectedEpoch } = asRecord(event) ?? {};
  if (typeof holder !== "string" || holder === "") return undefined;
  return Number.isSafeInteger(expectedEpoch) ? { holder, expectedEpoch: expectedEpoch as number } : undefined;
}
