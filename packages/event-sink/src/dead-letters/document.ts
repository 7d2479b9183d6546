import { isUtf8 } from "node:buffer";
import { InvalidDeadLetterError } from "../errors.ts";
import type { DeadLetterRecord } from "./dead-letter.ts";

const REASONS: readonly unknown[] = [
  "EVENT_TOO_LARGE",
  "INVALID_EVENT",
  "FRAME_INVALID",
  "FRAME_TOO_LARGE",
] satisfies DeadLetterRecord["reason"][];

/**
 * The record as JSON text: its own fields, of which `data` is the event's text, or `dataBase64` its bytes when they are
 * not UTF-8.
 */
export function toDocument({ data, ...fields }: DeadLetterRecord): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return JSON.stringify(
    isUtf8(bytes)
      ? { ...fields, data: bytes.toString("utf8") }
      : { ...fields, dataBase64: bytes.toString("base64") },
  );
}

/**
 * The record in a document.
 *
 * @param location where the document is, for the error
 * @throws {InvalidDeadLetterError} when it is not one that `toDocument` made
 */
export function fromDocument(document: string, location: string): DeadLetterRecord {
  const fields = parse(document, location);
  const text = (name: string): string => {
    const value = fields[name];
    if (typeof value !== "string") throw new InvalidDeadLetterError(location, `its ${name} is not text`);
    return value;
  };
  if (!REASONS.includes(fields.reason)) {
    throw new InvalidDeadLetterError(location, `its reason is none of ${REASONS.join(", ")}`);
  }
  if (!Number.isSafeInteger(fields.receivedAtMs)) {
    throw new InvalidDeadLetterError(location, "its receivedAtMs is not a whole number");
  }
  if ("sizeBytes" in fields && !Number.isSafeInteger(fields.sizeBytes)) {
    throw new InvalidDeadLetterError(location, "its sizeBytes is not a whole number");
  }
  return {
    streamId: text("streamId"),
    key: text("key"),
    data: "dataBase64" in fields ? Buffer.from(text("dataBase64"), "base64") : Buffer.from(text("data")),
    ...("sizeBytes" in fields && { sizeBytes: Number(fields.sizeBytes) }),
    ...("id" in fields && { id: text("id") }),
    ...("type" in fields && { type: text("type") }),
    receivedAtMs: Number(fields.receivedAtMs),
    reason: fields.reason as DeadLetterRecord["reason"],
    message: text("message"),
  };
}

function parse(document: string, location: string): Record<string, unknown> {
  try {
    const fields: unknown = JSON.parse(document);
    if (typeof fields === "object" && fields !== null) return fields as Record<string, unknown>;
  } catch (cause) {
    throw new InvalidDeadLetterError(location, "it is not JSON", cause);
  }
  throw new InvalidDeadLetterError(location, "it is not a JSON object");
}
