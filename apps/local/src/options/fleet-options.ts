import { checkedStreamId } from "@unbounded-streams/connection-manager";
import { MAX_CAPACITY, MAX_CARRIERS } from "@unbounded-streams/stream-fleet";
import { WrongOptionError } from "../errors.ts";
import { addressOf, isPerStream } from "./source-of.ts";
import type { LocalSource } from "./source-options.ts";

/** Most streams of a local run: each has a connection and a state of its own in one source and one table. */
export const MAX_STREAMS = 1_000;

/** Most streams that a function may be told to carry. */
export const MAX_STREAMS_PER_FUNCTION = MAX_CAPACITY;

const DEFAULT_STREAMS_PER_FUNCTION = 50;

/** Carriers that a fleet may have beside those that its streams need: streams are added while it runs, and loads differ. */
const LEAST_MAX_CARRIERS = 5;

/** Many streams in one function. */
export interface FleetOptions {
  /** Streams to begin with. 0: the fleet waits for what is started through the API, until Ctrl-C. */
  readonly streams: number;
  readonly streamsPerFunction: number;
}

/** What of the command line makes a fleet. */
export interface GivenFleet {
  readonly source: LocalSource;
  readonly strategy: string;
  readonly streams?: number | undefined;
  readonly streamsPerFunction?: number | undefined;
}

/**
 * The fleet that is asked for: by any number of streams but one, or by how many a function carries.
 *
 * @returns undefined for a stream of its own
 * @throws WrongOptionError
 */
export function fleetOf({
  source,
  strategy,
  streams = 1,
  streamsPerFunction,
}: GivenFleet): FleetOptions | undefined {
  if (streams === 1 && streamsPerFunction === undefined) return undefined;
  if (strategy !== "relay") {
    throw new WrongOptionError(
      `--strategy ${strategy} is given with --streams or --streams-per-function: allowed is relay`,
    );
  }
  if (streams > 1 && addressOf(source) !== undefined && !isPerStream(source)) {
    throw new WrongOptionError(
      `--streams ${streams} are to be read from one --url: allowed is one with {streamId} in the place of each stream's id, or in query, headers, body or messages`,
    );
  }
  return { streams, streamsPerFunction: streamsPerFunction ?? DEFAULT_STREAMS_PER_FUNCTION };
}

/**
 * The streams of a run by their ids: one has the run's own, of many each has its number behind that.
 *
 * @throws StreamIdError when that is too long
 */
export function streamIdsOf(streamId: string, { streams }: FleetOptions): string[] {
  if (streams === 1) return [streamId];
  return Array.from({ length: streams }, (_, index) => checkedStreamId(`${streamId}-${index + 1}`));
}

/** Twice the carriers that the streams need, and no fewer than five. */
export function maxCarriersOf({ streams, streamsPerFunction }: FleetOptions): number {
  const needed = Math.ceil(streams / streamsPerFunction);
  return Math.min(MAX_CARRIERS, Math.max(LEAST_MAX_CARRIERS, 2 * needed));
}
