import { createHash, hash } from "node:crypto";
import { InvalidEventError } from "../errors.ts";
import { MAX_SORT_KEY_BYTES } from "../limits.ts";
import type { EventKeyRule, SinkEvent } from "./event.ts";
import { fieldKey } from "./field-key.ts";

/** Before and after what came beside the data: a byte that no UTF-8 has. */
const BESIDE = Uint8Array.of(0xff);

/**
 * The sort key of an event.
 *
 * Text and its UTF-8 bytes have the same SHA-1 key. It is the SHA-1 of the data alone for an event with neither a type nor an
 * id beside its data; otherwise of `FF`, `[type, id]` as JSON text (null for one that is not there), `FF`, and the data. No
 * UTF-8 has the byte `FF`, so no text is taken for another event's type and id.
 *
 * @throws {InvalidEventError} when the rule gives no text of 1 to 1,024 bytes for this event
 */
export function eventKey(event: SinkEvent, rule: EventKeyRule = "sha1"): string {
  if (rule === "sha1") return sha1Key(event);
  const key = keyBy(rule, event);
  if (typeof key !== "string" || key === "") {
    throw new InvalidEventError(noText(key, rule), { key: event.id });
  }
  if (!key.isWellFormed()) {
    throw new InvalidEventError("the event's key is not well-formed Unicode", { key });
  }
  const keyBytes = Buffer.byteLength(key);
  if (keyBytes > MAX_SORT_KEY_BYTES) {
    throw new InvalidEventError(
      `the event's key has ${keyBytes} bytes, DynamoDB allows ${MAX_SORT_KEY_BYTES}: hash it`,
      { key },
    );
  }
  return ownText(key);
}

function sha1Key({ data, id, type, idInData }: SinkEvent): string {
  const ownId = idInData ? undefined : id;
  if (ownId === undefined && type === undefined) return hash("sha1", data, "hex");
  const beside = Buffer.from(JSON.stringify([type ?? null, ownId ?? null]));
  return createHash("sha1").update(BESIDE).update(beside).update(BESIDE).update(data).digest("hex");
}

/** Text cut out of other text keeps all of that in memory for as long as it is remembered itself; a copy does not. */
function ownText(text: string): string {
  return Buffer.from(text).toString();
}

function keyBy(rule: Exclude<EventKeyRule, "sha1">, event: SinkEvent): unknown {
  if (rule === "id") return event.id;
  return typeof rule === "function" ? callKeyFunction(rule, event) : fieldKey(event, rule);
}

function callKeyFunction(rule: (event: SinkEvent) => string, event: SinkEvent): unknown {
  try {
    return rule(event);
  } catch (cause) {
    throw new InvalidEventError("the key function threw for this event", { key: event.id, cause });
  }
}

function noText(key: unknown, rule: EventKeyRule): string {
  if (rule === "id") return 'the event has no id, which key: "id" needs';
  if (typeof rule === "object") return "the field that makes the event's key is empty text";
  return `the key function must return text that is not empty, it returned ${key === "" ? '""' : typeof key}`;
}
