import { union } from "../intervals.ts";
import type { ConnectionFacts, ConnectionRecord, Inference } from "../types.ts";
import type { Words } from "./words.ts";

/** Of these, what somebody else says is taken where the connection has said nothing. */
const FILLED_IN = [
  "holder",
  "carrier",
  "host",
  "deadlineMs",
  "connectedAtMs",
  "confirmedAtMs",
  "supersededAtMs",
  "endedAtMs",
  "outcome",
  "reason",
  "lastId",
  "lastEventAtMs",
] as const satisfies readonly (keyof ConnectionFacts)[];

const NOTHING = { received: 0, stored: 0, duplicates: 0, deadLettered: 0 };

/** What is known of a connection by all that was said of it; undefined when nothing was. */
export function recordOfWords(words: Words): ConnectionRecord | undefined {
  const { closed, amended, opened: atFirst, inferredBySuccessor, inferredByHost } = words;
  if (closed !== undefined) return closed;
  const own = amended ?? atFirst;
  // What ran the connection knows its end better than whoever came after.
  const inferences = [inferredByHost, inferredBySuccessor].filter((inference) => inference !== undefined);
  const [known] = inferences;
  if (known === undefined) return own;
  const { streamId, claimedAtMs, epoch, claimId } = own ?? known;
  const { holder, host, ...facts } = filledIn(inferences);
  const inferred = FILLED_IN.filter(
    (name) => facts[name as keyof typeof facts] !== undefined && own?.[name] === undefined,
  );
  const knownUp = union([...(own?.knownUp ?? []), ...inferences.flatMap((each) => each.knownUp ?? [])]);
  return {
    ...{ streamId, claimedAtMs, epoch, claimId, holder, host },
    ...{ counts: NOTHING, bytes: 0, reopenings: [] },
    ...facts,
    ...own,
    ...(knownUp.length === 0 ? {} : { knownUp }),
    inferred: own === undefined ? ["holder", "host", ...inferred] : inferred,
  };
}

function filledIn(inferences: readonly Inference[]): ConnectionFacts {
  const facts: Partial<Record<keyof ConnectionFacts, unknown>> = {};
  for (const inference of inferences.toReversed()) {
    for (const name of FILLED_IN) facts[name] = inference[name] ?? facts[name];
  }
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined),
  ) as unknown as ConnectionFacts;
}
