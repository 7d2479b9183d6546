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

/**
 * Follows a collection, over cut connections and restarts of the server: after the last message that was had, or from the beginning
 * where that is not known any more.
 *
 * @param url relative to the page
 * @returns ends it
 */
export function followEntries<Entry>(url: string, onChange: (known: LiveEntries<Entry>) => void): () => void {
  let known: LiveEntries<Entry> = NOTHING_YET;
  let lastId = "";
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const change = (changes: Partial<LiveEntries<Entry>>) => {
    known = { ...known, ...changes };
    onChange(known);
  };
  const heard = ({ lastEventId }: MessageEvent<string>) => {
    lastId = lastEventId;
  };
  const open = () => {
    const after = lastId === "" ? "" : `${url.includes("?") ? "&" : "?"}after=${encodeURIComponent(lastId)}`;
    source = new EventSource(url + after);
    source.addEventListener("open", () => change({ isConnected: true }));
    source.addEventListener("error", () => {
      change({ isConnected: false });
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_AFTER_MS);
    });
    source.addEventListener("snapshot", (message) => {
      heard(message);
      const { entries } = JSON.parse(message.data) as { entries: Record<string, Entry> };
      change({ entries: new Map(Object.entries(entries)), isComplete: true, trouble: undefined });
    });
    source.addEventListener("change", (message) => {
      heard(message);
      const { changed, removed } = JSON.parse(message.data) as {
        changed: Record<string, Entry>;
        removed: readonly string[];
      };
      const entries = new Map([...known.entries, ...Object.entries(changed)]);
      for (const key of removed) entries.delete(key);
      change({ entries, trouble: undefined });
    });
    source.addEventListener("trouble", (message) => {
      heard(message);
      const { code, message: words } = JSON.parse(message.data) as { code: string; message: string };
      change({ trouble: `${words} (${code})` });
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
