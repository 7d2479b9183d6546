import type { Frame } from "./frames/frame.ts";

/** What a step of decoding gave, its frames and then its fault too. */
export interface Decoded<T> {
  readonly frames: Frame[];
  readonly result?: T;
  readonly fault?: { readonly error: unknown };
}

/** Takes a step of decoding; the frames before a fault are not lost by it. */
export function decodeStep<T>(step: (into: Frame[]) => T): Decoded<T> {
  const frames: Frame[] = [];
  try {
    return { frames, result: step(frames) };
  } catch (error) {
    return { frames, fault: { error } };
  }
}
