import { constants, inflateRawSync } from "node:zlib";

/** What a sender leaves out at the end of each message (RFC 7692, 7.2.1). */
const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);
/** "unbounded", as raw DEFLATE that says no more than to repeat what came before. */
const REFERENCE = Uint8Array.of(0x2b, 0x85, 0x31, 0x00);
const REFERRED_TO = new TextEncoder().encode("unbounded");

/** How a message is inflated. */
export interface InflateAfterOptions {
  /** The most that a message may have. */
  readonly maxBytes: number;
  /** Whether {@link takesDictionaries}. */
  readonly byDictionary: boolean;
}

/** Whether this runtime inflates raw DEFLATE that refers to a dictionary: Node and Bun do, Deno 2.9 does not. */
export function takesDictionaries(): boolean {
  try {
    return inflateRawSync(REFERENCE, { dictionary: REFERRED_TO }).length === REFERRED_TO.length;
  } catch {
    return false;
  }
}

/**
 * A message that may refer back to a window before it (RFC 7692, 7.2.2).
 *
 * @param window at most 32 KiB
 * @throws Error when it is not DEFLATE; with the code `ERR_BUFFER_TOO_LARGE` when it is over the bound
 */
export function inflateAfter(
  window: Uint8Array,
  payload: Uint8Array,
  { maxBytes, byDictionary }: InflateAfterOptions,
): Uint8Array {
  const finishFlush = constants.Z_SYNC_FLUSH;
  if (window.length === 0 || byDictionary) {
    return inflateRawSync(Buffer.concat([payload, TAIL]), {
      finishFlush,
      maxOutputLength: maxBytes,
      ...(window.length === 0 ? {} : { dictionary: window }),
    });
  }
  return inflateRawSync(Buffer.concat([storedBlockHead(window.length), window, payload, TAIL]), {
    finishFlush,
    maxOutputLength: window.length + maxBytes,
  }).subarray(window.length);
}

/** The head of a block that is not compressed, and not the last one (RFC 1951, 3.2.4). */
function storedBlockHead(length: number): Uint8Array {
  const low = length & 0xff;
  const high = length >> 8;
  return Uint8Array.of(0, low, high, ~low, ~high);
}
