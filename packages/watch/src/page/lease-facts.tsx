import type { StreamRow } from "../live/stream-rows.ts";
import { stateOf } from "../report/list-entry.ts";
import { agoText, isoText } from "../text/duration.ts";

/** Who holds a stream, and what happens next. */
export function LeaseFacts({ row, nowMs }: { readonly row: StreamRow; readonly nowMs: number }) {
  return (
    <section aria-labelledby="lease">
      <h2 id="lease">Lease</h2>
      <dl class="facts">
        {factsOf(row, nowMs).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
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
    ["next handover", nextHandover(row, nowMs)],
    ["last event", lastEventAtMs === undefined ? undefined : `${agoText(nowMs - lastEventAtMs)} ago`],
    ["started", isoText(startedAtMs)],
    ["over", endedAtMs === undefined ? undefined : isoText(endedAtMs)],
    ["failing for", ago(failingSinceMs, nowMs)],
    ["last error", lastError],
    ["reason", reason],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

function nextHandover({ status, handoverAtMs }: StreamRow, nowMs: number): string | undefined {
  if (status !== "running" || handoverAtMs === undefined) return undefined;
  return handoverAtMs > nowMs ? `in ${agoText(handoverAtMs - nowMs)}` : "due: the next connection comes up";
}

function ago(sinceMs: number | undefined, nowMs: number): string | undefined {
  return sinceMs === undefined ? undefined : agoText(nowMs - sinceMs);
}
