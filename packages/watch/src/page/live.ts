/** What a page knows of a collection that the server tells of. */
export interface LiveEntries<Entry> {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Whether all there is has been told. */
  readonly isComplete: boolean;
  /** Whether the server can be heard. */
  readonly isConnected: boolean;
  /** What the server could not read, in words. */
  readonly trouble: string | undefined;
}

export const NOTHING_YET: LiveEntries<never> = {
  entries: new Map<string, never>(),
  isComplete: false,
  isConnected: false,
  trouble: undefined,
};

/** How long after a refusal the server is asked again, in milliseconds; a connection that was lost is opened again by the browser. */
const AGAIN_AFTER_MS = 2_000;

/** As the server writes ids of several collections. */
const BETWEEN_IDS = ",";

type Onlooker = (known: LiveEntries<unknown>) => void;

/** A collection that is followed. */
interface Topic {
  known: LiveEntries<unknown>;
  /** Of the last message that was had; empty before there was one. */
  lastId: string;
  readonly onlookers: Set<Onlooker>;
}

/** What the server tells of a collection. */
interface Told {
  readonly entries?: Record<string, unknown>;
  readonly changed?: Record<string, unknown>;
  readonly removed?: readonly string[];
  readonly code?: string;
  readonly message?: string;
}

/** What is followed by now, by its URL. */
const topics = new Map<string, Topic>();

/** The one connection for all of it, of which a browser has few for all its pages. */
let source: EventSource | undefined;
let isOpen = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Follows a collection, over cut connections and restarts of the server: after the last message that was had, or from the beginning
 * where that is not known any more. All that is followed at a time comes on one connection.
 *
 * @param url relative to the page; those that are followed at a time have the same parameters
 * @returns ends it
 */
export function followEntries<Entry>(url: string, onChange: (known: LiveEntries<Entry>) => void): () => void {
  const topic = topics.get(url) ?? {
    ...{ known: { ...NOTHING_YET, isConnected: isOpen }, lastId: "" },
    onlookers: new Set<Onlooker>(),
  };
  if (!topics.has(url)) {
    topics.set(url, topic);
    openSoon(0);
  }
  const onlooker: Onlooker = (known) => onChange(known as LiveEntries<Entry>);
  topic.onlookers.add(onlooker);
  onlooker(topic.known);
  return () => {
    topic.onlookers.delete(onlooker);
    if (topic.onlookers.size > 0) return;
    topics.delete(url);
    openSoon(0);
  };
}

/** What is shown next may still be followed, and what was shown left, before the connection is opened anew. */
function openSoon(afterMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(open, afterMs);
}

function open(): void {
  source?.close();
  source = undefined;
  if (topics.size === 0) return;
  const followed = Array.from(topics);
  const opened = new EventSource(urlOf(followed));
  source = opened;
  opened.addEventListener("open", () => setOpen(true));
  opened.addEventListener("error", () => {
    setOpen(false);
    if (opened.readyState === EventSource.CLOSED) openSoon(AGAIN_AFTER_MS);
  });
  for (const event of ["snapshot", "change", "trouble"] as const) {
    opened.addEventListener(event, ({ data, lastEventId }: MessageEvent<string>) => {
      const ids = lastEventId.split(BETWEEN_IDS);
      for (const [index, [, each]] of followed.entries()) each.lastId = ids[index] ?? "";
      const { of, told } = JSON.parse(data) as { of: number; told: Told };
      const topic = followed[of]?.[1];
      if (topic !== undefined) change(topic, changesOf(topic.known, told));
    });
  }
}

function urlOf(followed: readonly (readonly [string, Topic])[]): string {
  const query = new URLSearchParams();
  for (const [url] of followed) {
    const [name = "", search = ""] = url.split("?", 2);
    query.append("of", name);
    for (const [parameter, value] of new URLSearchParams(search)) query.set(parameter, value);
  }
  query.set("after", followed.map(([, { lastId }]) => lastId).join(BETWEEN_IDS));
  return `live?${query}`;
}

function changesOf(known: LiveEntries<unknown>, told: Told): Partial<LiveEntries<unknown>> {
  const { entries, changed = {}, removed = [], code, message } = told;
  if (message !== undefined) return { trouble: code === undefined ? message : `${message} (${code})` };
  if (entries !== undefined) {
    return { entries: new Map(Object.entries(entries)), isComplete: true, trouble: undefined };
  }
  const all = new Map([...known.entries, ...Object.entries(changed)]);
  for (const key of removed) all.delete(key);
  return { entries: all, trouble: undefined };
}

function setOpen(isNowOpen: boolean): void {
  isOpen = isNowOpen;
  for (const topic of topics.values()) change(topic, { isConnected: isNowOpen });
}

function change(topic: Topic, changes: Partial<LiveEntries<unknown>>): void {
  topic.known = { ...topic.known, ...changes };
  for (const onlooker of topic.onlookers) onlooker(topic.known);
}
