import type { Ledger } from "@unbounded-streams/stream-ledger";
import {
  type Attempt,
  createMemoryLedgerTable,
  createTableLedger,
  type LedgerTable,
} from "@unbounded-streams/stream-ledger/memory";
import type { Random } from "../prng.ts";
import type { SimulatedProcess } from "./process.ts";
import type { World } from "./world.ts";

/** Of the calls of a ledger, how many get lost, are carried out without a reply, and arrive long after they were given up. */
const LOST = 0.03;
const UNANSWERED = 0.03;
const LATE = 0.03;

/** The latest that such a call arrives. */
const MOST_LATE_MS = 60_000;

const ONCE = { maxAttempts: 1, baseDelayMs: 0, maxDelayMs: 0 };

/** The table of the records of connections. What goes wrong with it is drawn for itself, and takes no time: it changes nothing else. */
export class SimulatedLedger {
  private readonly world: World;
  private readonly random: Random;
  private readonly table = createMemoryLedgerTable();

  constructor(world: World) {
    this.world = world;
    this.random = world.random.fork("ledger");
  }

  /** Straight to the table. */
  get direct(): Ledger {
    return this.over(this.table);
  }

  /** As a program reaches it, which may end while it waits. */
  reachedBy(process: SimulatedProcess): Ledger {
    return this.over({
      write: (utterance, signal) => this.attempt(process, () => this.table.write(utterance, signal)),
      find: (key, signal) => this.attempt(process, () => this.table.find(key, signal)),
      page: (range, page, signal) => this.attempt(process, () => this.table.page(range, page, signal)),
    });
  }

  private over(table: LedgerTable): Ledger {
    return createTableLedger({
      table,
      retry: ONCE,
      system: { random: () => 0, sleep: async () => undefined },
    });
  }

  private async attempt<Value>(
    process: SimulatedProcess,
    call: () => Promise<Attempt<Value>>,
  ): Promise<Attempt<Value>> {
    if (!process.isAlive) return new Promise<never>(() => undefined);
    const drawn = this.random.next();
    if (drawn >= LOST + UNANSWERED + LATE) return call();
    if (drawn < UNANSWERED) await call();
    else if (drawn < UNANSWERED + LATE) {
      this.world.clock.after(this.random.integer(1, MOST_LATE_MS), () => void call());
    }
    return { kind: "again", cause: new Error("the ledger does not answer") };
  }
}
