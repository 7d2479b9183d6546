import { type Channel, channel } from "node:diagnostics_channel";
import type { StreamErrorCode } from "../errors/stream-error.ts";
import type { BreakReason } from "./response/body-source.ts";

/** A message's target is the origin and path of a URL: queries, headers and bodies may hold secrets and are left out. */
export interface StreamMessages {
  /** A request goes out; `redirects` says how many came before it. */
  request: { target: string; method: string; redirects: number };
  /** The headers of a response are there, a redirect's or a refusal's too. */
  response: { target: string; status: number; contentType: string | undefined; codings: string | undefined };
  /** Reading finished without an error. */
  closed: {
    target: string;
    kind: "aborted" | "closed" | "ended";
    clean: boolean | undefined;
    reason: BreakReason | undefined;
    bytesReceived: number;
  };
  /** The connection failed. */
  error: { target: string; code: StreamErrorCode | undefined; message: string; bytesReceived: number };
}

/** The prefix of the names of the channels. */
export const CHANNEL_PREFIX = "unbounded-streams:stream-reader:";

const CHANNELS: Readonly<Record<keyof StreamMessages, Channel>> = {
  request: channel(`${CHANNEL_PREFIX}request`),
  response: channel(`${CHANNEL_PREFIX}response`),
  closed: channel(`${CHANNEL_PREFIX}closed`),
  error: channel(`${CHANNEL_PREFIX}error`),
};

/** Tells the subscribers of a channel; the message is made only when there is one. */
export function publish<Name extends keyof StreamMessages>(
  name: Name,
  message: () => StreamMessages[Name],
): void {
  if (CHANNELS[name].hasSubscribers) CHANNELS[name].publish(message());
}
