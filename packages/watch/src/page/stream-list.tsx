import { memo } from "preact/compat";
import { useMemo, useState } from "preact/hooks";
import type { StreamRow } from "../live/stream-rows.ts";
import { stateOf } from "../report/list-entry.ts";
import { agoText } from "../text/duration.ts";
import { StartForm } from "./control/start-form.tsx";
import { useLive, useNow } from "./hooks.ts";
import { DEFAULT_WINDOW_MS, hashOf } from "./place.ts";
import { Status } from "./status.tsx";

/** Streams that are shown at once: more would keep the browser busy, and nobody reads them. */
const MAX_ROWS = 1_000;

/** All streams, what they do and who holds them. */
export function StreamList() {
  const live = useLive<StreamRow>("streams");
  const nowMs = useNow(1_000);
  const [wanted, setWanted] = useState("");
  const all = useMemo(() => Array.from(live.entries.values()).toSorted(byId), [live.entries]);
  const rows = useMemo(() => {
    const part = searchable(wanted);
    return part === "" ? all : all.filter(({ streamId }) => searchable(streamId).includes(part));
  }, [all, wanted]);
  return (
    <main>
      <h1>Streams</h1>
      <Status live={live} />
      <p class="tools">
        <label>
          Show only{" "}
          <input
            type="search"
            value={wanted}
            placeholder="part of a name"
            onInput={({ currentTarget }) => setWanted(currentTarget.value)}
          />
        </label>
        <output>{countText(rows.length, all.length)}</output>
      </p>
      <StartForm
        isConnected={live.isConnected}
        addressOf={(streamId) => hashOf({ streamId, windowMs: DEFAULT_WINDOW_MS })}
      />
      {live.isComplete && all.length === 0 && <p>There is no stream.</p>}
      <div class="streams-head" aria-hidden="true">
        <span>stream</span>
        <span>state</span>
        <span>held by</span>
        <span>events/s</span>
        <span>last event</span>
        <span>stored</span>
      </div>
      <ul class="streams">
        {rows.slice(0, MAX_ROWS).map((row) => (
          <Row
            key={row.streamId}
            row={row}
            state={stateOf(row, nowMs)}
            age={row.lastEventAtMs === undefined ? undefined : agoText(nowMs - row.lastEventAtMs)}
          />
        ))}
      </ul>
    </main>
  );
}

interface RowProps {
  readonly row: StreamRow;
  readonly state: string;
  readonly age: string | undefined;
}

const Row = memo(({ row, state, age }: RowProps) => {
  const { streamId, status, holder, carrier, rate, stored } = row;
  const held = status === "running" && holder !== undefined;
  return (
    <li>
      <a href={hashOf({ streamId, windowMs: DEFAULT_WINDOW_MS })} data-stream={streamId}>
        <span class="name">{streamId}</span>
        <span class={`state ${state.replace(" ", "-")}`}>{state}</span>
        <span class="holder">
          <Hint>held by </Hint>
          {held ? (carrier === undefined ? holder : `${holder} of ${carrier}`) : "-"}
        </span>
        <span class="number">
          {rate}
          <Hint> events a second</Hint>
        </span>
        <span class="number">
          <Hint>last event </Hint>
          {age === undefined ? "-" : `${age} ago`}
        </span>
        <span class="number">
          {stored}
          <Hint> stored</Hint>
        </span>
      </a>
    </li>
  );
});

/** What the head of the list says to whoever sees it. */
function Hint({ children }: { readonly children: string }) {
  return <span class="hint">{children}</span>;
}

/** Letters that look the same are the same, however they are written. */
function searchable(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

function countText(count: number, all: number): string {
  const found = count === all ? `${all} streams` : `${count} of ${all}`;
  return count > MAX_ROWS ? `${found}, the first ${MAX_ROWS} are shown: give a part of a name` : found;
}

function byId({ streamId: one }: StreamRow, { streamId: other }: StreamRow): number {
  return one < other ? -1 : 1;
}
