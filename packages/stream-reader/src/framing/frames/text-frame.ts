import type { Frame } from "./frame.ts";

const encoder = new TextEncoder();

/** A frame whose payload is text; bytes are made on demand. */
export class TextFrame implements Frame {
  readonly text: string;
  readonly id: string | undefined;
  readonly lastEventId: string | undefined;
  readonly event: string | undefined;
  readonly retryMs: number | undefined;
  private encoded: Uint8Array | undefined;
  private parsed: { value: unknown } | undefined;

  constructor(text: string, fields: Pick<Frame, "id" | "lastEventId" | "event" | "retryMs">) {
    this.text = text;
    this.id = fields.id;
    this.lastEventId = fields.lastEventId;
    this.event = fields.event;
    this.retryMs = fields.retryMs;
  }

  get bytes(): Uint8Array {
    this.encoded ??= encoder.encode(this.text);
    return this.encoded;
  }

  json(): unknown {
    this.parsed ??= { value: JSON.parse(this.text) };
    return this.parsed.value;
  }
}
