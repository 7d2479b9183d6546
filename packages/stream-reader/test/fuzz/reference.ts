import type { OversizeFrame } from "../../src/index.ts";

/** What a decoder is to make of a body, as bytes in Latin-1. */
export interface Expected {
  readonly frames: string[];
  readonly oversize: OversizeFrame[];
  readonly truncated: string | undefined;
  readonly failed: boolean;
}

export interface LineRules {
  readonly loneCr: boolean;
  readonly keepEmpty: boolean;
  readonly acceptUnterminated: boolean;
  readonly maxFrameBytes: number;
  readonly skips: boolean;
}

const BOM = "\xef\xbb\xbf";

/** Lines, found in the whole body at once. */
export function referenceLines(
  body: string,
  isDropped: (line: string) => boolean,
  rules: LineRules,
): Expected {
  const { loneCr, acceptUnterminated, maxFrameBytes, skips } = rules;
  const frames: string[] = [];
  const oversize: OversizeFrame[] = [];
  let offset = body.startsWith(BOM) ? BOM.length : 0;
  const take = (line: string): boolean => {
    if (line.length > maxFrameBytes) oversize.push({ bytes: line.length, offset });
    else if (!isDropped(line)) frames.push(line);
    return line.length > maxFrameBytes && !skips;
  };
  for (const [whole, line = ""] of body
    .slice(offset)
    .matchAll(loneCr ? /([^\r\n]*)(?:\r\n|\r|\n)/g : /([^\n]*?)\r?\n/g)) {
    if (take(line)) return { frames, oversize: [], truncated: undefined, failed: true };
    offset += whole.length;
  }
  const rest = body.slice(offset);
  if (rest === "") return { frames, oversize, truncated: undefined, failed: false };
  const isOver = rest.length > maxFrameBytes + 1;
  if (!acceptUnterminated && !isOver) return { frames, oversize, truncated: rest, failed: false };
  if (take(rest)) return { frames, oversize: [], truncated: undefined, failed: true };
  return { frames, oversize, truncated: undefined, failed: false };
}

export interface ExpectedEvent {
  readonly text: string;
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly lastEventId: string | undefined;
}

/** Server-Sent Events, step by step as WHATWG HTML 9.2.6 tells it, over the whole text. */
export function referenceEvents(text: string) {
  const events: ExpectedEvent[] = [];
  let lastEventId: string | undefined;
  let retryMs: number | undefined;
  let data = "";
  let event = "";
  let id: string | undefined;
  const lines = text.split(/\r\n|\r|\n/);
  for (const line of lines.slice(0, -1)) {
    if (line === "") {
      if (id !== undefined) lastEventId = id;
      if (data !== "")
        events.push({ text: data.slice(0, -1), id, event: event === "" ? undefined : event, lastEventId });
      data = "";
      event = "";
      id = undefined;
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data += `${value}\n`;
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^[0-9]+$/.test(value))
      retryMs = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
  }
  return { events, lastEventId, retryMs };
}

/** The lines after the last blank one, as they came, without comments. */
export function referenceUnfinished(body: string): string {
  let unfinished = "";
  for (const [whole, line = ""] of body.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)) {
    if (line === "" && whole !== "") unfinished = "";
    else if (!line.startsWith(":")) unfinished += whole;
  }
  return unfinished;
}
