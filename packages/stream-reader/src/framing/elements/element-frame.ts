import { BytesFrame } from "../frames/bytes-frame.ts";
import type { Frame } from "../frames/frame.ts";
import type { JsonRange } from "./json-ranges.ts";

/** A frame that stands in another. */
export class ElementFrame extends BytesFrame {
  readonly record: Frame | undefined;
  private readonly within: Frame;

  /** @param isLast of those in the record: only with it the record is done with, and its own id counts */
  constructor(within: Frame, { start, end }: JsonRange, isLast: boolean) {
    super(within.bytes, start, end);
    this.within = within;
    this.record = isLast ? within : undefined;
  }

  get id(): string | undefined {
    return this.record?.id;
  }

  get lastEventId(): string | undefined {
    return this.record?.lastEventId;
  }

  get retryMs(): number | undefined {
    return this.record?.retryMs;
  }

  get event(): string | undefined {
    return this.within.event;
  }

  get binary(): true | undefined {
    return this.within.binary;
  }

  get headers(): Readonly<Record<string, string>> | undefined {
    return this.within.headers;
  }
}
