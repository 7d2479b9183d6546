import type { ByteBudget, ByteBudgetOptions } from "@unbounded-streams/event-sink";

/** What a budget must not be: one pool, in which whoever gives something back takes it again before anybody else may. */
export function exhaustibleBudget({ totalBytes }: ByteBudgetOptions): ByteBudget {
  const waiting = new Set<() => void>();
  let heldBytes = 0;
  return {
    reserveBytes: 0,
    get heldBytes() {
      return heldBytes;
    },
    join(onRoom) {
      return {
        tryTake(bytes) {
          if (heldBytes > 0 && heldBytes + bytes > totalBytes) return false;
          heldBytes += bytes;
          waiting.delete(onRoom);
          return true;
        },
        waitFor() {
          waiting.add(onRoom);
        },
        stopWaiting() {
          waiting.delete(onRoom);
        },
        give(bytes) {
          heldBytes -= bytes;
          onRoom();
          for (const tell of [...waiting]) tell();
        },
      };
    },
  };
}
