import { EventEmitter, on } from "node:events";
import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** An event as it is published; its text makes it as long as people's events are. */
export interface PublishedEvent {
  readonly n: number;
  readonly text: string;
}

const TEXT_CHARS = 200;

/** The events that a server has taken. They are in a file, so that they are there again after a kill. */
export class PublishedLog {
  readonly #file: string;
  readonly #events: PublishedEvent[];
  readonly #added = new EventEmitter().setMaxListeners(0);

  constructor(file: string) {
    this.#file = file;
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    this.#events = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as PublishedEvent);
  }

  /** The number of the newest event; 0 when there is none. */
  get last(): number {
    return this.#events.at(-1)?.n ?? 0;
  }

  /** Adds an event, which is in the file when this returns. */
  add(n: number): void {
    const event = { n, text: `event ${n} `.padEnd(TEXT_CHARS, ".") };
    appendFileSync(this.#file, `${JSON.stringify(event)}\n`);
    this.#events.push(event);
    this.#added.emit("event", event);
  }

  /** The events there are with numbers above this. */
  known(after: number): PublishedEvent[] {
    return this.#events.filter(({ n }) => n > after);
  }

  /** The events with numbers above this, those to come included, until `signal` aborts. */
  async *after(n: number, signal: AbortSignal): AsyncGenerator<PublishedEvent, void> {
    const live = on(this.#added, "event", { signal });
    const known = this.known(n);
    try {
      yield* known;
      for await (const [event] of live) yield event as PublishedEvent;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
