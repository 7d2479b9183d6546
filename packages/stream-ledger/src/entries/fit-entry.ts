import { MAX_EVENT_ID_BYTES, MAX_KNOWN_UP, MAX_REASON_LENGTH, MAX_WHY_LENGTH } from "../limits.ts";
import type { ConnectionRecord, Inference } from "../types.ts";

/** A record as the ledger keeps it: texts that came from elsewhere are cut, and ids that are too long are left out. */
export function fittingRecord(record: ConnectionRecord): ConnectionRecord {
  const { reason, firstId, lastId, reopenings = [], handover, knownUp, ...rest } = record;
  return {
    ...rest,
    ...fittingReason(reason),
    ...fittingId("firstId", firstId),
    ...fittingId("lastId", lastId),
    reopenings: reopenings.map(({ why, ...times }) => ({ ...times, why: cut(why, MAX_WHY_LENGTH) })),
    ...(handover === undefined ? {} : { handover: fittingHandover(handover) }),
    ...(knownUp === undefined ? {} : { knownUp: knownUp.slice(0, MAX_KNOWN_UP) }),
  };
}

/** The same of an inference. */
export function fittingInference({ reason, lastId, knownUp, ...rest }: Inference): Inference {
  return {
    ...rest,
    ...fittingReason(reason),
    ...fittingId("lastId", lastId),
    ...(knownUp === undefined ? {} : { knownUp: knownUp.slice(0, MAX_KNOWN_UP) }),
  };
}

function fittingHandover({ why, ...rest }: NonNullable<ConnectionRecord["handover"]>) {
  return { ...rest, ...(why === undefined ? {} : { why: cut(why, MAX_WHY_LENGTH) }) };
}

function fittingReason(reason: string | undefined) {
  return reason === undefined ? {} : { reason: cut(reason, MAX_REASON_LENGTH) };
}

function fittingId<Name extends string>(name: Name, id: string | undefined): { [Key in Name]?: string } {
  const fits = id !== undefined && new TextEncoder().encode(id).length <= MAX_EVENT_ID_BYTES;
  return (fits ? { [name]: id } : {}) as { [Key in Name]?: string };
}

function cut(text: string, length: number): string {
  return text.slice(0, length).toWellFormed();
}
