import { useState } from "preact/hooks";
import type { TailEntry } from "../report/tail-entry.ts";
import { isoText } from "../text/duration.ts";
import { useLive } from "./hooks.ts";

type Events = ReadonlyMap<string, TailEntry>;

/** The last events of a stream as they come, until it is paused. While it is, nothing is read. */
export function EventTail({ streamId }: { readonly streamId: string }) {
  const [isPaused, setPaused] = useState(false);
  const [kept, setKept] = useState<Events>(new Map());
  const live = useLive<TailEntry>(isPaused ? undefined : `events?stream=${encodeURIComponent(streamId)}`);
  const events = isPaused || !live.isComplete ? kept : live.entries;
  const onPause = () => {
    setKept(events);
    setPaused(!isPaused);
  };
  return (
    <section aria-labelledby="tail" class="tail">
      <h2 id="tail">Last events</h2>
      <p class="tools">
        <button type="button" onClick={onPause}>
          {isPaused ? "Go on" : "Pause"}
        </button>
        <output>{isPaused ? "Paused: no events are read." : wordsOf(live.isComplete, events.size)}</output>
      </p>
      {!isPaused && live.trouble !== undefined && (
        <p class="missing">{`The last events cannot be shown: ${live.trouble}`}</p>
      )}
      {events.size > 0 && <EventList events={events} />}
    </section>
  );
}

function EventList({ events }: { readonly events: Events }) {
  const lastFirst = Array.from(events).toSorted(
    ([oneKey, one], [otherKey, other]) =>
      other.receivedAtMs - one.receivedAtMs || (oneKey < otherKey ? 1 : -1),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <ol class="events scrolls" tabIndex={0} aria-labelledby="tail">
      {lastFirst.map(([key, { receivedAtMs, name, type, text, encoding, cutFromBytes }]) => (
        <li key={key}>
          <p class="about">
            <time dateTime={isoText(receivedAtMs)}>{isoText(receivedAtMs)}</time> <span>{name}</span>{" "}
            {type !== undefined && <span>{type}</span>} {encoding !== undefined && <span>{encoding}</span>}{" "}
            {cutFromBytes !== undefined && <span>{`the beginning of ${cutFromBytes} bytes`}</span>}
          </p>
          <pre class="data">{text}</pre>
        </li>
      ))}
    </ol>
  );
}

function wordsOf(isComplete: boolean, count: number): string {
  if (!isComplete) return "";
  return count === 0 ? "No event is there yet." : `The last ${count}, as they come.`;
}
