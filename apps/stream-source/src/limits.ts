/** What a peer can make grow, and how far. */
export interface Limits {
  /** Sockets open at once; one more is closed as soon as it is accepted. */
  maxSockets: number;
  /** Streams known at once; one more is answered with 503 until one is forgotten (`DELETE /streams/{id}`). */
  maxStreams: number;
  /** Events of a stream that its truth remembers, the newest; 28 bytes of memory each. */
  maxRememberedEvents: number;
  /** Ended connections, and requests that got no stream, that the truth of a stream remembers, the newest of each. */
  maxRememberedConnections: number;
  /** Bytes waiting for one slow connection; beyond it the connection is reset as a `slow-consumer`. */
  maxBufferedBytes: number;
  /**
   * Events made in one turn of the event loop when the source has fallen behind its rate. What they amount to has to stay
   * below `maxBufferedBytes`: nothing leaves within a turn.
   */
  maxEventsPerTurn: number;
  /** Faults set for a stream. */
  maxFaults: number;
  /** Body of a request to the control API. */
  maxControlBodyBytes: number;
  /** How long a shutdown waits for what has been sent to leave before it closes the sockets. */
  shutdownGraceMs: number;
}

/** Most bytes of a subscription over a WebSocket. */
export const MAX_SUBSCRIPTION_BYTES = 64 * 1024;

/** How long a WebSocket may take to send its subscription. */
export const SUBSCRIPTION_TIMEOUT_MS = 10_000;

export const DEFAULT_LIMITS: Readonly<Limits> = {
  maxSockets: 20_000,
  maxStreams: 100,
  maxRememberedEvents: 1_000_000,
  maxRememberedConnections: 10_000,
  maxBufferedBytes: 4 * 1024 * 1024,
  maxEventsPerTurn: 1_000,
  maxFaults: 32,
  maxControlBodyBytes: 64 * 1024,
  shutdownGraceMs: 1_000,
};
