import type { ConnectionRecord } from "@unbounded-streams/stream-ledger";

/** A record that no version has written. */
export class RecordShapeError extends Error {
  override readonly name = "RecordShapeError";
}

/**
 * What of a record is not what any version has written, such as `handover`; undefined when all that is shown can be. The ledger itself holds
 * moments, names and counts against their types.
 */
export function oddField(record: ConnectionRecord): string | undefined {
  const { reason, handover, inferred, furtherReopenings, reopenings }: Fields = { ...record };
  if (!isOptional(reason, isText)) return "reason";
  if (!isOptional(handover, isHandover)) return "handover";
  if (!isOptional(inferred, (value) => Array.isArray(value) && value.every(isText))) return "inferred";
  if (!isOptional(furtherReopenings, isFurther)) return "furtherReopenings";
  const areFine = Array.isArray(reopenings) && reopenings.every((each) => isText((each as Fields).why));
  return areFine ? undefined : "reopenings";
}

type Fields = Readonly<Partial<Record<string, unknown>>>;

function isHandover(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { proof, why, overlapMs, events } = value;
  return (
    isText(proof) &&
    isOptional(why, isText) &&
    isOptional(overlapMs, isNumber) &&
    isOptional(events, isNumber)
  );
}

function isFurther(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { count, fromMs, untilMs } = value;
  return isNumber(count) && isNumber(fromMs) && isOptional(untilMs, isNumber);
}

function isOptional(value: unknown, isFine: (value: unknown) => boolean): boolean {
  return value === undefined || isFine(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
