/** One content coding of a body. */
export interface CodingStage {
  /** Why the coding is incomplete, once its input has ended. */
  readonly cutOff: Error | undefined;
  /**
   * All that this chunk completes.
   *
   * @throws StreamDecodeError; also for bytes after the end of the coding, once all before its end is given out
   */
  feed(chunk: Uint8Array): AsyncGenerator<Uint8Array, void, void>;
  /** What is left when the input has ended; what was cut off is in `cutOff`. A body without a byte is complete. */
  end(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  dispose(): void;
}
