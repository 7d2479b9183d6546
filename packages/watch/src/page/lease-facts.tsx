import type { StreamRow } from "../live/stream-rows.ts";
import type { ConnectionEntry } from "../report/connection-entry.ts";
import { handoverWords, turnWords } from "../report/handover-words.ts";
import { stateOf } from "../report/list-entry.ts";
import { agoText, isoText } from "../text/duration.ts";

/** Who holds a stream, and what happens next. */
export function LeaseFacts({ row, nowMs }: { readonly row: StreamRow; readonly nowMs: number }) {
  return (
    <section aria-labelledby="lease">
      <h2 id="lease">Lease</h2>
      <dl class="facts">
        {factsOf(row, nowMs).map(([name, value]) => (
          <div key={name} class={name === "next handover" ? "in-words" : undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What is known of the handovers of a stream without a lease. */
export function NoLease({
  connections,
  nowMs,
}: {
  readonly connections: readonly ConnectionEntry[];
  readonly nowMs: number;
}) {
  return (
    <section aria-labelledby="lease">
      <h2 id="lease">Lease</h2>
      <dl class="facts">
        <div class="in-words">
          <dt>next handover</dt>
          <dd>
            {connections.length === 0
              ? "No lease of this stream is known, and no connection in this time."
              : `No lease of this stream is known: its connections take turns by the clock. ${turnWords(connections, nowMs)}`}
          </dd>
        </div>
      </dl>
    </section>
  );
}

function factsOf(row: StreamRow, nowMs: number): [string, string][] {
  const { status, holder, carrier, epoch, connections, startedAtMs, endedAtMs, connectedAtMs } = row;
  const { lastError, failingSinceMs, reason, lastEventAtMs } = row;
  const facts: [string, string | undefined][] = [
    ["state", stateOf(row, nowMs)],
    ["held by", status === "running" ? holder : undefined],
    ["carrier", carrier],
    ["epoch", String(epoch)],
    ["connections so far", String(connections)],
    ["connected for", status === "running" ? ago(connectedAtMs, nowMs) : undefined],
    ["next handover", handoverWords(row, nowMs)],
    ["last event", lastEventAtMs === undefined ? undefined : `${agoText(nowMs - lastEventAtMs)} ago`],
    ["started", status === "unreadable" ? undefined : isoText(startedAtMs)],
    ["over", endedAtMs === undefined ? undefined : isoText(endedAtMs)],
    ["failing for", ago(failingSinceMs, nowMs)],
    ["last error", lastError],
    ["reason", reason],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

function ago(sinceMs: number | undefined, nowMs: number): string | undefined {
  return sinceMs === undefined ? undefined : agoText(nowMs - sinceMs);
}
