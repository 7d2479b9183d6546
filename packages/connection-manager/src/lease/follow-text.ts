import { MAX_FOLLOW_BYTES } from "@unbounded-streams/stream-lease";
import type { FollowHistory } from "@unbounded-streams/stream-reader";
import { asRecord, parsedJson } from "../json.ts";

/**
 * What a source has asked for, as the lease keeps it for the next connection. A session that is too large for it is left out: the
 * next connection begins one of its own.
 */
export function followText(history: FollowHistory | undefined): string | undefined {
  if (history === undefined) return undefined;
  const text = JSON.stringify(history);
  if (Buffer.byteLength(text) <= MAX_FOLLOW_BYTES) return text;
  const { kept: _, ...rest } = history;
  return Object.keys(rest).length === 0 ? undefined : JSON.stringify(rest);
}

/** What it stands for; undefined when it is nothing that this version knows: the source asks again. */
export function followHistory(text: string | undefined): FollowHistory | undefined {
  const { notBeforeMs, refusals, failures, goneSinceMs, kept } = asRecord(parsedJson(text ?? "")) ?? {};
  const history: FollowHistory = {
    ...(isCount(notBeforeMs) && { notBeforeMs }),
    ...(Array.isArray(refusals) && refusals.every(isCount) && { refusals }),
    ...(isCount(failures) && { failures }),
    ...(isCount(goneSinceMs) && { goneSinceMs }),
    ...(isKept(kept) && { kept }),
  };
  return Object.keys(history).length === 0 ? undefined : history;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isKept(value: unknown): value is Record<string, string> {
  const entries = Object.values(asRecord(value) ?? {});
  return entries.length > 0 && entries.every((entry) => typeof entry === "string");
}
