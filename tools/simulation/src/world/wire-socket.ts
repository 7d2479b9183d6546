import { EventEmitter } from "node:events";

/** What holds back what arrives. */
interface Valve {
  pause(): void;
  resume(): void;
}

/** The client's end of a WebSocket's socket: what `stream-reader` needs of one. What the client sends is read at once. */
export class WireSocket extends EventEmitter {
  readonly writableLength = 0;
  destroyed = false;
  errored: Error | null = null;
  private readonly valve: Valve;
  private readonly onDestroyed: () => void;

  /**
   * @param valve of the wire
   * @param onDestroyed told when the client lets go of it
   */
  constructor(valve: Valve, onDestroyed: () => void) {
    super();
    this.valve = valve;
    this.onDestroyed = onDestroyed;
  }

  pause(): void {
    this.valve.pause();
  }

  resume(): void {
    this.valve.resume();
  }

  write(): boolean {
    return true;
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.onDestroyed();
  }

  /** The source has ended it. */
  ended(): void {
    this.emit("end");
  }

  /** It broke. */
  failed(error: Error): void {
    this.errored = error;
    this.emit("error", error);
    this.emit("close");
  }
}
