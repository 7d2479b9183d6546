import { FrameInvalidError } from "../../errors/frame-errors.ts";
import { BytesFrame } from "./bytes-frame.ts";
import type { Frame } from "./frame.ts";
import type { FrameLimits } from "./frame-limits.ts";
import { passInvalid } from "./rejected-frame.ts";

/** A frame that its format says is JSON: bytes that are not are a FrameInvalidError that carries them. */
export class JsonFrame extends BytesFrame {
  protected override parse(): unknown {
    try {
      return super.parse();
    } catch (cause) {
      throw new FrameInvalidError(
        `a frame of ${this.byteLength} bytes is not JSON (the error carries it): read the stream with lines() or chunks() to see what it is`,
        this.bytes,
        { cause },
      );
    }
  }
}

/** What is done with each frame of JSON. */
export interface JsonChecks extends Pick<FrameLimits, "delivers"> {
  /** Whether it is parsed as it is read. */
  readonly validate: boolean;
}

/**
 * Adds a frame; one that is to be validated is parsed first.
 *
 * @throws FrameInvalidError when it is not JSON, and rejected frames are not delivered
 */
export function pushJson(into: Frame[], frame: JsonFrame, checks: JsonChecks): void {
  if (checks.validate) {
    try {
      frame.json();
    } catch (error) {
      passInvalid(checks, into, error);
      return;
    }
  }
  into.push(frame);
}
