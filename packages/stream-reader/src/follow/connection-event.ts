import { channel } from "node:diagnostics_channel";
import type { StreamErrorCode } from "../errors/stream-error.ts";
import { CHANNEL_PREFIX } from "../http/diagnostics.ts";

interface OfConnection {
  /** Which connection of the stream it is, from 1. */
  readonly attempt: number;
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** Origin and path of the URL, what looks like a secret masked; its query may hold secrets. */
  readonly target: string;
}

/** What happens to the connections of a stream that is followed. Plain JSON, without secrets. */
export type ConnectionEvent =
  /** A request is made. */
  | (OfConnection & {
      readonly kind: "connecting";
      /** Whether it asks to go on after a cursor. */
      readonly resumed: boolean;
      /** Whether its headers were asked for afresh because the last ones were refused. */
      readonly refresh: boolean;
    })
  /** The headers of a response with a stream are there. */
  | (OfConnection & {
      readonly kind: "open";
      readonly status: number;
      readonly connectMs: number;
      /** The response's headers by lower-case name, without those that set cookies or credentials. */
      readonly headers: Readonly<Record<string, string>>;
    })
  /** It is over. */
  | (OfConnection & {
      readonly kind: "closed";
      readonly why: "ended" | "closed" | "lost" | "refused" | "failure" | "restart" | "aborted" | "failed";
      /** Why, in words. */
      readonly reason: string;
      /** The code of the error, when one ended it. */
      readonly code?: StreamErrorCode;
      /** The status of a refusal. */
      readonly status?: number;
      /** How long it was up; absent when it never was. */
      readonly upMs?: number;
      readonly bytesReceived: number;
      /** Bytes of the record that its end cut off. */
      readonly truncatedBytes: number;
    })
  /** The next request is made after this pause. */
  | (OfConnection & {
      readonly kind: "waiting";
      readonly delayMs: number;
      readonly reason: string;
    });

/** The name of the `diagnostics_channel` on which every {@link ConnectionEvent} is published. */
export const FOLLOW_CHANNEL = `${CHANNEL_PREFIX}follow`;

const followed = channel(FOLLOW_CHANNEL);

/** Tells those who listen on the channel. */
export function publishEvent(event: ConnectionEvent): void {
  if (followed.hasSubscribers) followed.publish(event);
}
