/**
 * How a connection broke off: `reset` by the peer or the network, `incomplete` when less came than was announced,
 * `malformed` when what came is not HTTP, `coding-incomplete` when the compressed body was cut off, `http2` by a
 * GOAWAY or RST_STREAM, `close-code` by a WebSocket's close frame with another code than 1000.
 */
export type BreakReason = "close-code" | "coding-incomplete" | "http2" | "incomplete" | "malformed" | "reset";

/** Chunks that can be pulled. */
export interface BodySource {
  /** The chunks that are there, in order; waits for one. Undefined when the body is over. */
  take(): Promise<Uint8Array[] | undefined>;
  /** Why the body is over, when it broke off. */
  readonly cause: Error | undefined;
  /** How it broke off. */
  readonly reason: BreakReason | undefined;
}
