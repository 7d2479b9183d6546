/**
 * How a response stops: `end` completes the body; `close` closes the socket with the body incomplete (FIN); `reset` tears it
 * down (RST) once what was written has left; `abort` tears it down at once.
 */
export type OutletEnding = "end" | "close" | "reset" | "abort";

/** Where the bytes of one connection go. */
export interface Outlet {
  /** Bytes accepted and not yet handed to the operating system. */
  readonly bufferedBytes: number;
  /** Whether the peer reads more slowly than bytes are written; `drained` is called when it has caught up. */
  readonly congested: boolean;
  write(bytes: Uint8Array): void;
  /** The first part of an event whose rest never comes. */
  writePart(bytes: Uint8Array): void;
  /** Nothing may be written afterwards. */
  finish(ending: OutletEnding): void;
  /** `closed` is called once, however the response came to its end. */
  listen(listeners: { drained: () => void; closed: () => void }): void;
}
