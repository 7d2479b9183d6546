import { ConfigurationError } from "../errors.ts";
import { asRecord } from "../json.ts";

/** What the state machine says when it is a branch's turn to connect. */
export interface RelayTurn {
  readonly holder: string;
  /** The epoch that the branch saw on the lease. */
  readonly expectedEpoch: number;
}

/**
 * The turn that an event is for; undefined when it asks for a connection without a lease.
 *
 * @throws ConfigurationError for half a turn: a connection that knows of no lease would break that of the lease's holder
 */
export function turnOf(event: unknown): RelayTurn | undefined {
  const { holder, expectedEpoch } = asRecord(event) ?? {};
  if (holder === undefined && expectedEpoch === undefined) return undefined;
  const problems: string[] = [];
  if (typeof holder !== "string" || holder === "") {
    problems.push(`the event's holder is ${shown(holder)}: it must be text that is not empty`);
  }
  if (!Number.isSafeInteger(expectedEpoch) || Number(expectedEpoch) < 0) {
    problems.push(
      `the event's expectedEpoch is ${shown(expectedEpoch)}: it must be a whole number, 0 or more`,
    );
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { holder: String(holder), expectedEpoch: Number(expectedEpoch) };
}

function shown(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? JSON.stringify(value) : typeof value;
}
