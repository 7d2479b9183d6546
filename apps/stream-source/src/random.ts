/** Numbers from 0 to below 1. */
export type Random = () => number;

/** Scatters 32 bits: the finalizer of MurmurHash3. */
function scatter(bits: number): number {
  let h = bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A seed of its own for each name (a stream, a purpose), so that what one draws does not move the others. */
export function deriveSeed(seed: number, name: string): number {
  let h = scatter(seed);
  for (let index = 0; index < name.length; index++) h = scatter(h ^ name.charCodeAt(index));
  return h;
}

/** The `index`th number of a seed's sequence, so that a choice made once can be made again. */
export function randomAt(seed: number, index: number): number {
  return scatter(scatter(seed) ^ scatter(Math.imul(index, 0x9e3779b1))) / 2 ** 32;
}

/** The same sequence, number by number. */
export function createRandom(seed: number): Random {
  let index = 0;
  return () => randomAt(seed, index++);
}
