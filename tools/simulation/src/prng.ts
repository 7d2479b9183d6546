/** Chance that a seed decides. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean;
  pick<Value>(values: readonly Value[]): Value;
  /** Exponentially distributed around `mean`: the pause to the next of independent accidents. */
  exponential(mean: number): number;
  /** A generator of its own: what is drawn from it moves nothing else. */
  fork(name: string): Random;
}

/** The generator of a seed, which is any text or number. */
export function createRandom(seed: string | number): Random {
  const next = sfc32(seedWords(String(seed)));
  return {
    next,
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick(values) {
      if (values.length === 0) throw new RangeError("there is nothing to pick from");
      return values[Math.floor(next() * values.length)] as (typeof values)[number];
    },
    exponential: (mean) => -mean * Math.log(1 - next()),
    fork: (name) => createRandom(`${seed}/${name}`),
  };
}

type Words = readonly [number, number, number, number];

/** Four well-mixed words of a text (cyrb128, public domain). */
function seedWords(text: string): Words {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

/** Small fast counting generator of 128 bits of state (PractRand, public domain). */
function sfc32([a, b, c, d]: Words): () => number {
  return () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4294967296;
  };
}
