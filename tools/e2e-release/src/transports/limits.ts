/** What a runtime does not do of what is tried. */
export interface Limit {
  /** The trials that fail for it, by what they are called. */
  readonly trials: readonly string[];
  /** What they fail with: an error's code, and a part of its message. */
  readonly code: string;
  readonly message: string;
  /** For the README. */
  readonly inWords: string;
}

/** By runtime; a trial that holds all the same is a failure, so that nothing stays here for longer than it is so. */
export const LIMITS: Readonly<Record<"Bun" | "Deno", readonly Limit[]>> = {
  Bun: [
    {
      trials: ["a dispatcher of undici's"],
      code: "OPTION_INVALID",
      message: "undici/index.js",
      inWords:
        "a `dispatcher` comes from `undici/index.js`: what `undici` is on Bun has none, and is refused (`OPTION_INVALID`)",
    },
  ],
  Deno: [
    {
      trials: ["a slow consumer, over TLS", "wss, a slow consumer"],
      code: "ERR_ASSERTION",
      message: "of 512 lines were sent to who read one",
      inWords:
        "Deno's TLS reads on while you are busy: over `https:` and `wss:` what a source sends waits in memory, without a bound; HTTP/2 has one",
    },
  ],
};
