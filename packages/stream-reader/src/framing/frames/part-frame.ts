import { BytesFrame } from "./bytes-frame.ts";

/** A frame that is a part of a multipart body. */
export class PartFrame extends BytesFrame {
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    payload: { readonly source: Uint8Array; readonly start: number; readonly end: number },
    headers: Readonly<Record<string, string>>,
  ) {
    super(payload.source, payload.start, payload.end);
    this.headers = headers;
  }
}
