import { WatchError } from "../errors.ts";
import { MAX_PAUSE_MS } from "../limits.ts";
import type { System } from "../system.ts";
import { KeptChanges, type Message } from "./kept-changes.ts";

/** Something whose entries are looked at again and again. */
export interface CollectionOptions<Entry> {
  /** All entries as they are, by a key that stays. */
  read(signal: AbortSignal): Promise<ReadonlyMap<string, Entry>>;
  /** Between two looks, in milliseconds; longer after looks that failed, or took long. */
  readonly pauseMs: number;
  readonly system: System;
}

/** Told of each message, in order. */
export type Listener = (message: Message) => void;

/** A look may take this share of the time. */
const BUSY_SHARE = 4;

/**
 * Entries that are read as long as somebody listens, and told as what has changed. Whoever names the last message that it has had is told
 * what came after it; everybody else is told all there is first.
 */
export class LiveCollection<Entry> {
  private readonly options: CollectionOptions<Entry>;
  private readonly changes: KeptChanges;
  private readonly listeners = new Set<Listener>();
  /** Those of them that are told all there is once it has been looked at. */
  private readonly newcomers = new Set<Listener>();
  private entries: Map<string, string> | undefined;
  /** Whether the entries were looked at since somebody listens: older ones may be long past. */
  private isFresh = false;
  private trouble = "";
  /** All there is, as it was told last: the same for all who come before the next change. */
  private all: Message | undefined;
  private looking: AbortController | undefined;

  constructor(options: CollectionOptions<Entry>) {
    this.options = options;
    this.changes = new KeptChanges(options.system.token().slice(0, 8));
  }

  get isWatched(): boolean {
    return this.listeners.size > 0;
  }

  /**
   * Listens from now on.
   *
   * @param after the id of the last message that the listener has had
   * @returns ends it
   */
  listen(listener: Listener, after?: string): () => void {
    if (!this.isFresh && this.changes.after(after) === undefined) this.newcomers.add(listener);
    for (const message of this.since(after)) listener(message);
    this.listeners.add(listener);
    if (this.looking === undefined) {
      this.looking = new AbortController();
      void this.lookOn(this.looking.signal);
    }
    return () => {
      this.listeners.delete(listener);
      this.newcomers.delete(listener);
      if (this.isWatched) return;
      this.isFresh = false;
      this.all = undefined;
      this.looking?.abort();
      this.looking = undefined;
    };
  }

  /**
   * What somebody has to be told to know all there is, and what is wrong; whoever comes before it was looked at is told then.
   *
   * @param after the id of the last message that it has had
   */
  since(after: string | undefined): readonly Message[] {
    const missed = this.changes.after(after);
    if (missed !== undefined) return missed;
    const all = this.entries !== undefined && this.isFresh ? [this.snapshot(this.entries)] : [];
    const { trouble } = this;
    return trouble === "" ? all : [...all, { id: this.changes.lastId, event: "trouble", data: trouble }];
  }

  private async lookOn(signal: AbortSignal): Promise<void> {
    const { system, pauseMs } = this.options;
    let failures = 0;
    while (!signal.aborted) {
      const startedAtMs = system.now();
      failures = (await this.look(signal)) ? 0 : failures + 1;
      const busyMs = (system.now() - startedAtMs) * BUSY_SHARE;
      const pause = Math.max(pauseMs * 2 ** Math.min(failures, 10), busyMs);
      await system.pause(Math.min(pause, Math.max(MAX_PAUSE_MS, pauseMs)), signal);
    }
  }

  private async look(signal: AbortSignal): Promise<boolean> {
    try {
      const entries = await this.options.read(signal);
      if (!signal.aborted) this.take(entries);
      return true;
    } catch (error) {
      if (!signal.aborted) this.fail(error);
      return false;
    }
  }

  private take(read: ReadonlyMap<string, Entry>): void {
    const before = this.entries;
    const entries = new Map(Array.from(read, ([key, entry]) => [key, JSON.stringify(entry)]));
    this.entries = entries;
    this.isFresh = true;
    if (before === undefined) this.trouble = "";
    else this.takeChanges(before, entries);
    const ignorant = before === undefined ? this.listeners : this.newcomers;
    for (const listener of ignorant) listener(this.snapshot(entries));
    this.newcomers.clear();
  }

  private takeChanges(before: ReadonlyMap<string, string>, entries: ReadonlyMap<string, string>): void {
    const changed = Array.from(entries).filter(([key, text]) => before.get(key) !== text);
    const removed = Array.from(before.keys()).filter((key) => !entries.has(key));
    if (changed.length === 0 && removed.length === 0 && this.trouble === "") return;
    this.trouble = "";
    const data = `{"changed":${jsonOf(changed)},"removed":${JSON.stringify(removed)}}`;
    this.tell(this.changes.add("change", data));
  }

  private fail(error: unknown): void {
    const { code, message } =
      error instanceof WatchError
        ? error
        : { code: "WATCH_READ_FAILED", message: "the tables cannot be read" };
    const trouble = JSON.stringify({ code, message });
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.tell(this.changes.add("trouble", trouble));
  }

  private snapshot(entries: Iterable<readonly [string, string]>): Message {
    const id = this.changes.lastId;
    if (this.all?.id !== id) this.all = { id, event: "snapshot", data: `{"entries":${jsonOf(entries)}}` };
    return this.all;
  }

  private tell(message: Message): void {
    for (const listener of this.listeners) {
      if (message.event !== "change" || !this.newcomers.has(listener)) listener(message);
    }
  }
}

function jsonOf(entries: Iterable<readonly [string, string]>): string {
  return `{${Array.from(entries, ([key, text]) => `${JSON.stringify(key)}:${text}`).join(",")}}`;
}
