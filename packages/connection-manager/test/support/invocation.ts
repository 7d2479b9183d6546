import type { EventSink, EventSinkOptions } from "@unbounded-streams/event-sink";
import type { LeaseStoreOptions } from "@unbounded-streams/stream-lease";
import type { FrameFormat, RequestHeaders } from "@unbounded-streams/stream-reader";
import type {
  FinishedConnection,
  LeaseOptions,
  RunConnectionOptions,
  StreamRequest,
} from "../../src/index.ts";
import type { OwnedClock, OwnedSystem } from "./owned-clock.ts";

/** A request for the stream, as it was made. */
export interface SeenRequest {
  readonly url: URL;
  readonly refresh: boolean;
  readonly headers: RequestHeaders;
}

/** One invocation under test. */
export interface Invocation {
  readonly system: OwnedSystem;
  readonly requests: SeenRequest[];
  readonly logged: string[];
  readonly warned: ({ readonly message: string } & Record<string, unknown>)[];
  readonly sink: EventSink;
  readonly finished: Promise<FinishedConnection>;
  /** Requests on their way to a response's headers, and waits for the table. */
  readonly busy: number;
  isFinished: boolean;
  /** Resolves when so many events of it are in the table, whoever put them there. */
  settles(events: number): Promise<void>;
  report(): Promise<FinishedConnection["report"]>;
}

/** What a test chooses for an invocation; durations in milliseconds. */
export interface InvocationOptions extends Partial<Omit<LeaseOptions, "store" | "holder" | "expectedEpoch">> {
  resume?: string;
  eventId?: string;
  format?: FrameFormat;
  endSignals?: string[];
  stream?: Partial<StreamRequest>;
  clock?: OwnedClock;
  tableName?: string;
  sink?: Partial<EventSinkOptions>;
  storeRetry?: LeaseStoreOptions["retry"];
  run?: Partial<RunConnectionOptions>;
}
