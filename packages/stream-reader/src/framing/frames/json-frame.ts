import { FrameInvalidError } from "../../errors/frame-errors.ts";
import { BytesFrame } from "./bytes-frame.ts";
import type { Frame } from "./frame.ts";

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

/** Adds a frame; one that is to be validated is parsed first. */
export function pushJson(into: Frame[], frame: JsonFrame, validate: boolean): void {
  if (validate) frame.json();
  into.push(frame);
}
