import type { FollowHistory } from "@unbounded-streams/stream-reader";
import { asRecord, parsedJson } from "../json.ts";

/** What a source has asked for, as the lease keeps it for the next connection. */
export function followText(history: FollowHistory | undefined): string | undefined {
  return history === undefined ? undefined : JSON.stringify(history);
}

/** What it stands for; undefined when it is nothing that this version knows: the source asks again. */
export function followHistory(text: string | undefined): FollowHistory | undefined {
  const { notBeforeMs, refusals, failures, goneSinceMs } = asRecord(parsedJson(text ?? "")) ?? {};
  const history: FollowHistory = {
    ...(isCount(notBeforeMs) && { notBeforeMs }),
    ...(Array.isArray(refusals) && refusals.every(isCount) && { refusals }),
    ...(isCount(failures) && { failures }),
    ...(isCount(goneSinceMs) && { goneSinceMs }),
  };
  return Object.keys(history).length === 0 ? undefined : history;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
