import type { Group, SourceServer } from "../source-server.ts";
import { handoversOf, type Outcome } from "./outcome.ts";

/** What became of a server's events. Passed when there are no `problems`. */
export interface ServerResult {
  readonly name: string;
  readonly group: Group;
  readonly replays: boolean;
  readonly published: number;
  readonly stored: number;
  readonly lost: number;
  readonly twice: number;
  /** Records in the table that were never published, such as keep-alives. */
  readonly foreign: number;
  /** Connections that have handed over to the next. */
  readonly handovers: number;
  readonly seconds: number;
  /** What is not as it must be, in words. */
  readonly problems: readonly string[];
}

/** @param run what went wrong, and how long it took in milliseconds */
export function resultOf(
  { name, group, replays }: Pick<SourceServer, "name" | "group" | "replays">,
  outcome: Outcome,
  { problems, ms }: { readonly problems: readonly string[]; readonly ms: number },
): ServerResult {
  const { published, stored, lost, twice, foreign } = outcome.comparison;
  return {
    ...{ name, group, replays, published, stored, twice, foreign },
    lost: lost.length,
    handovers: handoversOf(outcome),
    seconds: Math.round(ms / 100) / 10,
    problems,
  };
}
