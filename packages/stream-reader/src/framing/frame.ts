/** One message cut out of the bytes of a stream. */
export interface Frame {
  /**
   * The payload, without terminators or field names. May be a view of the network chunk that it came in: copy
   * it (`Uint8Array.from`) to keep it for long.
   */
  readonly bytes: Uint8Array;
  /** The payload as UTF-8 text, wrong sequences replaced by U+FFFD; decoded when first asked for. */
  readonly text: string;
  /** SSE: the `id` that this event itself carried. */
  readonly id?: string | undefined;
  /** SSE: the event's name; undefined stands for the default, `message`. */
  readonly event?: string | undefined;
  /** SSE: the reconnection time that the server set since the frame before, in milliseconds. */
  readonly retryMs?: number | undefined;
  /**
   * The payload as a JSON value; parsed once.
   *
   * @throws SyntaxError when the payload is not JSON
   */
  json(): unknown;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** A frame whose payload is bytes; text is made on demand. */
export class BytesFrame implements Frame {
  readonly bytes: Uint8Array;
  private decoded: string | undefined;
  private parsed: { value: unknown } | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get text(): string {
    this.decoded ??= decoder.decode(this.bytes);
    return this.decoded;
  }

  json(): unknown {
    this.parsed ??= { value: JSON.parse(this.text) };
    return this.parsed.value;
  }
}

/** A frame whose payload is text; bytes are made on demand. */
export class TextFrame implements Frame {
  readonly text: string;
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly retryMs: number | undefined;
  private encoded: Uint8Array | undefined;
  private parsed: { value: unknown } | undefined;

  constructor(
    text: string,
    fields: { id?: string | undefined; event?: string | undefined; retryMs?: number | undefined },
  ) {
    this.text = text;
    this.id = fields.id;
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
