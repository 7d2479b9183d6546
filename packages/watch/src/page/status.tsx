import type { LiveEntries } from "./live.ts";

/** Whether what is shown is true, for whoever sees it and whoever hears it. */
export function Status({ live }: { readonly live: LiveEntries<unknown> }) {
  const { isConnected, isComplete, trouble } = live;
  const text =
    trouble ??
    (isConnected
      ? isComplete
        ? "Live"
        : "Reading the tables"
      : isComplete
        ? "The server is gone: this is what was last known. Trying again."
        : "Connecting");
  const kind = trouble !== undefined || (!isConnected && isComplete) ? "bad" : isComplete ? "good" : "open";
  return (
    <p class={`status ${kind}`} role="status">
      {text}
    </p>
  );
}
