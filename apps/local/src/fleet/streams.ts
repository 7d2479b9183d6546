import type { LeaseStatus } from "@unbounded-streams/stream-lease";

/** A stream of the run. */
export interface FleetStream {
  readonly streamId: string;
  /** Keys of its events that were in the table before the run. */
  readonly before: ReadonlySet<string>;
  /** When it was asked for, each time, in epoch milliseconds. */
  readonly asked: readonly number[];
  /** What its lease said last; undefined before it has one, and while it is being started. */
  status: LeaseStatus | undefined;
}

/** Whether its lease says that nobody reads it any more. */
export function isOver({ status }: Pick<FleetStream, "status">): boolean {
  return status !== undefined && status !== "running";
}

interface Entry extends FleetStream {
  readonly asked: number[];
}

interface Asked {
  readonly adding: Promise<Entry>;
  entry?: Entry;
}

/** The streams of a run: those that it began with, and those that were added through the API. */
export class Streams {
  /** In the order in which they were asked for; absent as long as it is not known what the table has of it. */
  private readonly entries = new Map<string, Asked>();
  private readonly keysOf: (streamId: string) => Promise<ReadonlySet<string>>;

  /** @param keysOf gives the keys of a stream's events that are in the table */
  constructor(keysOf: (streamId: string) => Promise<ReadonlySet<string>>) {
    this.keysOf = keysOf;
  }

  /** All of them, in the order in which they were asked for. */
  get all(): readonly FleetStream[] {
    return [...this.entries.values()].flatMap(({ entry }) => entry ?? []);
  }

  /** Notes that the stream is asked for. What it has stored is counted from now on when that is the first time. */
  async ask(streamId: string): Promise<void> {
    const known = this.entries.get(streamId) ?? { adding: this.entryOf(streamId) };
    this.entries.set(streamId, known);
    known.entry = await known.adding;
    known.entry.asked.push(Date.now());
    known.entry.status = undefined;
  }

  private async entryOf(streamId: string): Promise<Entry> {
    return { streamId, before: await this.keysOf(streamId), asked: [], status: undefined };
  }
}
