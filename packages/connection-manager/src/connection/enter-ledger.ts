import { DEFAULT_IDLE_TIMEOUT_MS } from "@unbounded-streams/stream-reader";
import { type EntryFacts, LedgerEntry } from "../ledger/ledger-entry.ts";
import { Predecessor } from "../ledger/predecessor.ts";
import type { Invocation } from "./invocation.ts";
import type { Tenure } from "./tenure.ts";

/** Who held the stream, where nobody said. */
const NOBODY = "-";

/** Begins the record of a connection; undefined when there is no ledger. */
export function enterLedger(invocation: Invocation, tenure: Tenure | undefined): LedgerEntry | undefined {
  const { options, startedAtMs, attempts } = invocation;
  const { streamId, lease, ledger, log, system } = options;
  if (ledger === undefined) return undefined;
  const { hold, budget, before } = tenure ?? {};
  const { idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS } = options.stream;
  const entry = new LedgerEntry({
    ledger: ledger.ledger,
    identity: {
      ...{ streamId, host: ledger.host },
      claimedAtMs: hold?.claimedAtMs ?? startedAtMs,
      epoch: hold?.epoch ?? 0,
      claimId: lease?.claimId ?? ledger.claimId,
      holder: lease?.holder ?? NOBODY,
      deadlineMs: budget?.deadlineMs ?? startedAtMs + ledger.remainingMs,
      ...(lease?.carrier === undefined ? {} : { carrier: lease.carrier }),
    },
    predecessor: Predecessor.of(before),
    isLeased: tenure !== undefined,
    idleTimeoutMs: typeof idleTimeoutMs === "object" ? undefined : idleTimeoutMs,
    facts: () => factsOf(invocation, tenure),
    log,
    system,
  });
  attempts.onEvent = (event) => entry.note(event);
  return entry;
}

function factsOf({ intake }: Invocation, tenure: Tenure | undefined): EntryFacts {
  const { received, stored, duplicates, deadLettered } = intake.counters;
  const { firstId, lastId, lastAtMs: lastEventAtMs } = intake.span;
  return {
    counts: { received, stored, duplicates, deadLettered },
    ...(firstId === undefined ? {} : { firstId }),
    ...(lastId === undefined ? {} : { lastId }),
    ...(lastEventAtMs === undefined ? {} : { lastEventAtMs }),
    ...momentsOf(tenure),
  };
}

function momentsOf(tenure: Tenure | undefined): Pick<EntryFacts, "confirmedAtMs" | "supersededAtMs"> {
  const { confirmedAtMs, succession } = tenure?.keeper ?? {};
  const supersededAtMs = succession?.supersededAtMs;
  return {
    ...(confirmedAtMs === undefined ? {} : { confirmedAtMs }),
    ...(supersededAtMs === undefined ? {} : { supersededAtMs }),
  };
}
