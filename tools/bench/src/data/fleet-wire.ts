/** How the streams of a fleet send. */
export interface FleetPace {
  /** Events per second of each stream but the loud one; 0 for silence. */
  readonly rate: number;
  /** Events that a stream sends at once. */
  readonly burst: number;
  /** One stream with a rate of its own. */
  readonly loud?: { readonly streamId: string; readonly rate: number };
}

/** What the source can be told and asked. */
export type SourceQuestion =
  | { readonly kind: "pace"; readonly pace: FleetPace }
  | { readonly kind: "streams" }
  /** Of the authority that vouches for it, as PEM. */
  | { readonly kind: "certificate" }
  /** Forgets streams and their connections. */
  | { readonly kind: "reset" };

/** What the source knows of a stream. Times are epoch milliseconds. */
export interface SourceStream {
  readonly streamId: string;
  readonly open: number;
  /** Since its first connection. */
  readonly made: number;
  /** Made while nobody was connected, after somebody had been. */
  readonly missed: number;
  /** How long two connections were up together, in all. */
  readonly doublyOpenMs: number;
  /** How often two connections have come to be up together. */
  readonly overlaps: number;
}

/** What the table can be asked. */
export type TableQuestion =
  | { readonly kind: "stored" }
  /** Percentiles of the delays of all streams' events but one's, since they were forgotten last. */
  | { readonly kind: "delays"; readonly but: string }
  | { readonly kind: "forget" };

/** Different events that arrived, in all. */
export interface StoredState {
  readonly events: number;
}

/** From the source's write to the table's answer, less the table's own latency, in milliseconds. */
export interface Delays {
  readonly events: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}
