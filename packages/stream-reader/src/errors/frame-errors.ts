import { StreamError } from "./stream-error.ts";

/** A frame grew beyond `maxFrameBytes`. */
export class FrameTooLargeError extends StreamError {
  override readonly name = "FrameTooLargeError";
  readonly code = "FRAME_TOO_LARGE";
  readonly maxFrameBytes: number;

  constructor(maxFrameBytes: number) {
    super(`a frame is larger than ${maxFrameBytes} bytes: raise maxFrameBytes, or check the format`);
    this.maxFrameBytes = maxFrameBytes;
  }
}

/** A frame is not what the format promises, such as an NDJSON line that is not JSON. */
export class FrameInvalidError extends StreamError {
  override readonly name = "FrameInvalidError";
  readonly code = "FRAME_INVALID";
  /** The frame as received. */
  readonly bytes: Uint8Array;

  constructor(message: string, bytes: Uint8Array, options?: ErrorOptions) {
    super(message, options);
    this.bytes = bytes;
  }
}

/** The end of the bytes cut a record off, and nobody was there to be told of it. */
export class FrameTruncatedError extends StreamError {
  override readonly name = "FrameTruncatedError";
  readonly code = "FRAME_TRUNCATED";
  /** What had come of the record. */
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super(
      `the end cut off a record of which ${bytes.length} bytes had come (the error carries them): give onTruncated to take them`,
    );
    this.bytes = bytes;
  }
}
