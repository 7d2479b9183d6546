import { expect } from "vitest";
import type { RelayStage } from "./relay-stage.ts";

/**
 * From the first event stored to the last there must be none missing, and all must be the source's.
 *
 * @returns their sequence numbers
 */
export async function expectNoGap(stage: RelayStage): Promise<number[]> {
  const seqs = await stage.storedSeqs();
  const [first = Number.NaN, last = Number.NaN] = [seqs[0], seqs.at(-1)];
  expect(seqs).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  return seqs;
}
