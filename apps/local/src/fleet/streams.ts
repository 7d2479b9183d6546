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

/** The streams of a run: those that it began with, and those that were added through the API. */
export class Streams {
  private readonly known = new Map<string, Promise<Entry>>();
  private readonly ready: Entry[] = [];
  private readonly keysOf: (streamId: string) => Promise<ReadonlySet<string>>;

  /** @param keysOf gives the keys of a stream's events that are in the table */
  constructor(keysOf: (streamId: string) => Promise<ReadonlySet<string>>) {
    this.keysOf = keysOf;
  }

  /** All of them, in the order in which they were asked for. */
  get all(): readonly FleetStream[] {
    return this.ready;
  }

  /** Notes that the stream is asked for. What it has stored is counted from now on when that is the first time. */
  async ask(streamId: string): Promise<void> {
    const adding = this.known.get(streamId) ?? this.add(streamId);
    this.known.set(streamId, adding);
    const stream = await adding;
    stream.asked.push(Date.now());
    stream.status = undefined;
  }

  private async add(streamId: string): Promise<Entry> {
    const entry = { streamId, before: await this.keysOf(streamId), asked: [], status: undefined };
    this.ready.push(entry);
    return entry;
  }
}
