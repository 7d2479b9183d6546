import { once } from "node:events";
import type { Writable } from "node:stream";

/** Where text goes; whoever reads it may be slow, or leave. */
export interface Output {
  /** Why the output takes no more, once it does not. */
  readonly failure: NodeJS.ErrnoException | undefined;
  /** Resolves when the text is taken, with a line break after it; rejects when `signal` aborts meanwhile. */
  print(text: string, signal: AbortSignal): Promise<void>;
  /** Lets go of the stream. */
  release(): void;
}

export function createOutput(stream: Writable, onFailure: () => void): Output {
  let failure: NodeJS.ErrnoException | undefined;
  const fail = (error: NodeJS.ErrnoException) => {
    failure ??= error;
    onFailure();
  };
  stream.on("error", fail);
  return {
    get failure() {
      return failure;
    },
    async print(text, signal) {
      if (!stream.write(`${text}\n`)) await once(stream, "drain", { signal });
    },
    release() {
      // Its listener stays while a failure may still be on its way: without one that would be an uncaught exception.
      if (failure === undefined && stream.writableLength === 0) stream.off("error", fail);
    },
  };
}
