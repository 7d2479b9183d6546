import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { OPEN_STREAM_OPTIONS, unknownWithin } from "../connection/open-stream-names.ts";
import type { OpenStreamOptions } from "../connection/open-stream-options.ts";
import type { FollowStreamOptions } from "./follow-options.ts";

/** What `followStream` keeps to itself: `openStream` does not have it. */
type OwnOptions = Omit<FollowStreamOptions, keyof OpenStreamOptions>;

const OWN_OPTIONS: OptionNames<OwnOptions> = {
  whenResuming: true,
  handshake: true,
  keepHeaders: true,
  policy: true,
  resume: true,
  cursorOf: true,
  maxCursorBytes: true,
  cursor: true,
  acknowledge: true,
  onConnection: true,
  beforeReopen: true,
  random: true,
  sleep: true,
  history: true,
  wasUp: true,
  endOnClose: true,
  open: true,
};

const FOLLOW_STREAM_OPTIONS: OptionNames<FollowStreamOptions> = { ...OPEN_STREAM_OPTIONS, ...OWN_OPTIONS };

/** What `followStream` is given that is none of its options, one sentence each. */
export function unknownFollowOptions(options: FollowStreamOptions): string[] {
  return [...unknownOptions(options, FOLLOW_STREAM_OPTIONS), ...unknownWithin(options)];
}

/** Of the options those that a connection has too. */
export function forConnection(options: FollowStreamOptions): Omit<FollowStreamOptions, keyof OwnOptions> {
  const own = new Set(Object.keys(OWN_OPTIONS));
  return Object.fromEntries(Object.entries(options).filter(([name]) => !own.has(name))) as Omit<
    FollowStreamOptions,
    keyof OwnOptions
  >;
}
