import type { Stamp } from "./clock.ts";
import { TooManyStreamsError, UnknownStreamError } from "./errors.ts";
import { createEventFactory, type EventTemplate } from "./event-factory.ts";
import type { Fault } from "./fault-kinds.ts";
import { FaultSet } from "./faults.ts";
import type { SourceSettings } from "./options.ts";
import { createRandom, deriveSeed } from "./random.ts";
import { SourceStream } from "./stream.ts";
import type { StreamState } from "./truth.ts";

/** One line of `GET /streams`. */
export interface StreamSummary {
  streamId: string;
  state: StreamState;
  startedAt: number | null;
  endedAt: number | null;
  eventsMade: number;
  openConnections: number;
}

export interface RegistryOptions {
  readonly settings: SourceSettings;
  readonly stamp: Stamp;
  readonly templates: readonly EventTemplate[];
  /** A new UUID for each run of a stream. */
  createRunId(): string;
}

/** The streams of one source. */
export class Registry {
  /** What new streams start with. */
  defaultFaults: readonly Fault[];
  readonly #options: RegistryOptions;
  readonly #streams = new Map<string, SourceStream>();

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.defaultFaults = options.settings.faults;
  }

  /**
   * The stream of this id, which need not have been known.
   *
   * @throws TooManyStreamsError
   */
  obtain(streamId: string): SourceStream {
    const known = this.#streams.get(streamId);
    if (known !== undefined) return known;
    const { createRunId, settings, stamp, templates } = this.#options;
    const { maxStreams } = settings.limits;
    if (this.#streams.size >= maxStreams) throw new TooManyStreamsError(maxStreams);
    const stream = new SourceStream({
      streamId,
      settings,
      stamp,
      factory: createEventFactory(templates, createRunId()),
      faults: new FaultSet(
        this.defaultFaults,
        createRandom(deriveSeed(settings.seed, `faults of ${streamId}`)),
      ),
    });
    this.#streams.set(streamId, stream);
    return stream;
  }

  find(streamId: string): SourceStream | undefined {
    return this.#streams.get(streamId);
  }

  /** @throws UnknownStreamError */
  get(streamId: string): SourceStream {
    const stream = this.find(streamId);
    if (stream === undefined) throw new UnknownStreamError(streamId);
    return stream;
  }

  /** @throws UnknownStreamError */
  forget(streamId: string): void {
    this.get(streamId).dispose("forgotten");
    this.#streams.delete(streamId);
  }

  shutDown(): void {
    for (const stream of this.#streams.values()) stream.dispose("shutdown");
  }

  summaries(): StreamSummary[] {
    return [...this.#streams.values()].map((stream) => {
      const { streamId, state, startedAt, endedAt, eventsMade } = stream.head;
      return { streamId, state, startedAt, endedAt, eventsMade, openConnections: stream.openConnections };
    });
  }
}
