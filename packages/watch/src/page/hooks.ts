import { useEffect, useState } from "preact/hooks";
import { followEntries, type LiveEntries, NOTHING_YET } from "./live.ts";

/** A collection as the server tells of it; another URL begins anew, and without one nothing is asked. */
export function useLive<Entry>(url: string | undefined): LiveEntries<Entry> {
  const [known, setKnown] = useState<{
    readonly url: string | undefined;
    readonly live: LiveEntries<Entry>;
  }>({
    url,
    live: NOTHING_YET,
  });
  useEffect(
    () => (url === undefined ? undefined : followEntries<Entry>(url, (live) => setKnown({ url, live }))),
    [url],
  );
  return known.url === url ? known.live : NOTHING_YET;
}

/** The time, again and again. */
export function useNow(everyMs: number): number {
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}

/** What is behind the `#` of the address. */
export function useHash(): string {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const onChange = () => setHash(location.hash);
    addEventListener("hashchange", onChange);
    // It may have changed between the first picture and now.
    onChange();
    return () => removeEventListener("hashchange", onChange);
  }, []);
  return hash;
}
