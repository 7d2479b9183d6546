import type { Frame, FrameControl, FrameRejection } from "./frame.ts";

/** A frame that is about the stream, and no event of it. */
class ControlFrame implements Frame {
  readonly control: FrameControl;
  private readonly frame: Frame;

  constructor(frame: Frame, control: FrameControl) {
    this.frame = frame;
    this.control = control;
  }

  get bytes(): Uint8Array {
    return this.frame.bytes;
  }

  get text(): string {
    return this.frame.text;
  }

  get id(): string | undefined {
    return this.frame.id;
  }

  get lastEventId(): string | undefined {
    return this.frame.lastEventId;
  }

  get event(): string | undefined {
    return this.frame.event;
  }

  get retryMs(): number | undefined {
    return this.frame.retryMs;
  }

  get binary(): true | undefined {
    return this.frame.binary;
  }

  get record(): Frame | undefined {
    return this.frame.record;
  }

  get headers(): Readonly<Record<string, string>> | undefined {
    return this.frame.headers;
  }

  get rejected(): FrameRejection | undefined {
    return this.frame.rejected;
  }

  json(): unknown {
    return this.frame.json();
  }
}

/** The frame, marked as no event. */
export function controlFrame(frame: Frame, control: FrameControl): Frame {
  return new ControlFrame(frame, control);
}
