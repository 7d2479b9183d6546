import { inflateAfter, takesDictionaries } from "./inflate-after.ts";

/** What a message may refer back to in those before it: the largest window of DEFLATE. */
const WINDOW_BYTES = 32 * 1024;

/** Undoes per-message deflate (RFC 7692, 7.2.2). What goes over the bound is never inflated any further. */
export class MessageInflater {
  private readonly maxBytes: number;
  private readonly byDictionary: boolean;
  /** Whether a message may refer to those before it: after one that was not inflated none can be. */
  readonly keepsContext: boolean;
  private window = new Uint8Array(0);

  /**
   * @param maxBytes the most that a message may have
   * @param keepsContext whether a message may refer to those before it
   * @param byDictionary whether zlib is given what a message may refer to as a dictionary
   */
  constructor(maxBytes: number, keepsContext: boolean, byDictionary = keepsContext && takesDictionaries()) {
    this.maxBytes = maxBytes;
    this.keepsContext = keepsContext;
    this.byDictionary = byDictionary;
  }

  /**
   * The message in a buffer of its own; undefined when it is over the bound.
   *
   * @throws Error when it is not DEFLATE
   */
  inflate(payload: Uint8Array): Uint8Array | undefined {
    const { window, maxBytes, byDictionary } = this;
    let inflated: Uint8Array;
    try {
      inflated = inflateAfter(window, payload, { maxBytes, byDictionary });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return undefined;
      throw error;
    }
    // A view would keep zlib's whole chunk of 16 KiB.
    const message = new Uint8Array(inflated);
    if (this.keepsContext) this.remember(message);
    return message;
  }

  private remember(message: Uint8Array): void {
    if (message.length >= WINDOW_BYTES) {
      this.window = message.slice(-WINDOW_BYTES);
      return;
    }
    const kept = this.window.subarray(Math.max(0, this.window.length + message.length - WINDOW_BYTES));
    const window = new Uint8Array(kept.length + message.length);
    window.set(kept);
    window.set(message, kept.length);
    this.window = window;
  }
}
