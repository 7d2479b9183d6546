/** A stream to read to its end, as fast as it comes. */
export interface ReadTask {
  readonly url: string;
}
