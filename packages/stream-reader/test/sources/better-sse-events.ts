/** Of 32 KiB each: a third of them is more than the buffers of a socket hold. */
export const EVENT_COUNT = 1_200;

const FILLER = "é🙂".repeat(5_500);

/** The data of an event; characters of several bytes, so that a cut may fall within one. */
export function eventData(number: number): { number: number; filler: string } {
  return { number, filler: FILLER };
}
