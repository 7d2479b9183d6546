import type { TableKeys } from "./table-layout.ts";

/** What the sink's items have beside their keys. */
export const OWN_ATTRIBUTES: readonly string[] = [
  "data",
  "receivedAt",
  "eventId",
  "eventType",
  "expiresAt",
  "encoding",
  "segment",
];

/** Whether the sink itself writes an attribute of this name. */
export function isOwnAttribute(name: string, { partition, sort }: TableKeys): boolean {
  return name === partition || name === sort || OWN_ATTRIBUTES.includes(name);
}
