import { agoText } from "../text/duration.ts";
import { tableText } from "../text/table-text.ts";
import { type StreamEntry, stateOf } from "./list-entry.ts";

const HEAD = ["stream", "state", "holder", "for", "last event", "stored", "connections"];

/** Streams by their ids, and what they do. */
export function listText(streams: readonly StreamEntry[], nowMs: number): string {
  if (streams.length === 0) return "There is no stream.";
  return tableText(
    HEAD,
    streams.map((stream) => row(stream, nowMs)),
  ).join("\n");
}

function row(stream: StreamEntry, nowMs: number): string[] {
  const { streamId, status, holder, carrier, connectedAtMs, lastEventAtMs, stored, connections } = stream;
  const since = status === "running" ? connectedAtMs : undefined;
  return [
    streamId,
    stateOf(stream, nowMs),
    holder === undefined || status !== "running"
      ? "-"
      : carrier === undefined
        ? holder
        : `${holder} of ${carrier}`,
    since === undefined ? "-" : agoText(nowMs - since),
    lastEventAtMs === undefined ? "-" : `${agoText(nowMs - lastEventAtMs)} ago`,
    String(stored),
    String(connections),
  ];
}
