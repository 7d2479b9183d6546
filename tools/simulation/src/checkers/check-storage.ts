import type { History } from "../history.ts";
import { eventIndexOf, KEEP_ALIVE_DATA } from "../world/source-format.ts";
import { type Violation, violation } from "./violation.ts";

/** Every stored item is an event of the source, byte by byte, or its keep-alive, and no event is there under two keys. */
export function checkStorage(history: History): Violation[] {
  const keys = new Map<number, string>();
  const found: Violation[] = [];
  for (const [key, { atMs, data }] of history.stored) {
    if (data === KEEP_ALIVE_DATA) continue;
    const index = eventIndexOf(data);
    const made = index === undefined ? undefined : history.made[index];
    if (index === undefined || made?.data !== data) {
      found.push(violation(history, "rule", atMs, `stored what the source has not sent: ${String(data)}`));
      continue;
    }
    const other = keys.get(index);
    if (other !== undefined) {
      found.push(violation(history, "storedTwice", atMs, `event ${index} is stored as ${other} and ${key}`));
    }
    keys.set(index, key);
  }
  return found;
}

/** The moments at which events became durable, by their index. */
export function storedOrders(history: History): Map<number, number> {
  const orders = new Map<number, number>();
  for (const { order, data } of history.stored.values()) {
    const index = eventIndexOf(data);
    if (index !== undefined) orders.set(index, Math.min(order, orders.get(index) ?? order));
  }
  return orders;
}
