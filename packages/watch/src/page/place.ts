import { WINDOWS_MS } from "../limits.ts";

/** Where the page is: at all streams, or at the last time of one. */
export interface Place {
  readonly streamId: string | undefined;
  readonly windowMs: number;
}

export const DEFAULT_WINDOW_MS = 600_000;

/** What each time that can be shown is called. */
export const WINDOW_NAMES: readonly (readonly [number, string])[] = [
  [WINDOWS_MS[0], "1 min"],
  [WINDOWS_MS[1], "10 min"],
  [WINDOWS_MS[2], "1 h"],
  [WINDOWS_MS[3], "6 h"],
  [WINDOWS_MS[4], "1 day"],
  [WINDOWS_MS[5], "7 days"],
  [WINDOWS_MS[6], "30 days"],
];

/** `#/streams/{streamId}/{windowMs}` of the address; all streams for anything else. */
export function placeOf(hash: string): Place {
  const [, encoded = "", windowText] = /^#\/streams\/([^/]+)(?:\/(\d+))?$/.exec(hash) ?? [];
  const windowMs = WINDOWS_MS.find((known) => known === Number(windowText)) ?? DEFAULT_WINDOW_MS;
  return { streamId: encoded === "" ? undefined : decoded(encoded), windowMs };
}

/** The address of a place, as a link has it. */
export function hashOf({ streamId, windowMs }: Place): string {
  return streamId === undefined
    ? "#/"
    : `#/streams/${encodeURIComponent(streamId.toWellFormed())}/${windowMs}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
