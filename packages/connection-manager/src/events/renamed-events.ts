import type { Frame } from "@unbounded-streams/stream-reader";
import { MAX_COMPARED_CHARS, MAX_COMPARED_EVENTS } from "../limits.ts";
import type { ConnectionLog } from "../report/connection-log.ts";

/** How many different events must have come again under other ids before it is no coincidence. */
const ENOUGH = 3;

/** What is remembered of an event: its id, undefined when its data came under more than one. */
type Ids = Map<string, string | undefined>;

/**
 * Sees when a source gives an event that it sends again, over the next connection, another id: its ids tell nothing then, and
 * each such event is stored twice. It looks at the first events after a reconnection that have the data of earlier ones.
 */
export class RenamedEvents {
  private readonly log: ConnectionLog;
  private readonly maxEvents: number;
  /** Of the connections before. */
  private before: Ids = new Map();
  private current: Ids = new Map();
  private renamed = 0;
  private isOver = false;

  /** @param maxEvents how many of a connection are remembered */
  constructor(log: ConnectionLog, maxEvents = MAX_COMPARED_EVENTS) {
    this.log = log;
    this.maxEvents = maxEvents;
  }

  /** A connection is up. */
  connected(): void {
    if (this.current.size > 0) this.before = this.current;
    this.current = new Map();
    this.renamed = 0;
  }

  /** An SSE event with an id of its own comes in. */
  received({ text, event = "" }: Frame, id: string): void {
    if (this.isOver || text.length > MAX_COMPARED_CHARS) return;
    const data = `${event}\n${text}`;
    this.compare(data, id);
    const known = this.current.has(data) ? undefined : id;
    this.current.set(data, known);
    if (this.current.size <= this.maxEvents) return;
    const [oldest] = this.current.keys();
    if (oldest !== undefined) this.current.delete(oldest);
  }

  /** The same id once more shows that ids hold over connections. */
  private compare(data: string, id: string): void {
    const idBefore = this.before.get(data);
    if (idBefore === undefined) return;
    if (idBefore === id) {
      this.before = new Map();
      return;
    }
    this.before.delete(data);
    this.renamed += 1;
    if (this.renamed < ENOUGH) return;
    this.isOver = true;
    this.log.warn("equal data under different ids", {
      idBefore: idBefore.slice(0, MAX_COMPARED_CHARS),
      id: id.slice(0, MAX_COMPARED_CHARS),
      problem:
        "the source's ids differ between two connections, so that events which come again are stored again: name by EVENT_KEY what is the same, such as /meta/id",
    });
  }
}
