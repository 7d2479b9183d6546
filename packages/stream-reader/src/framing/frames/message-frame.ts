import { BytesFrame } from "./bytes-frame.ts";
import { JsonFrame } from "./json-frame.ts";

/** A binary message of a WebSocket. */
export class BinaryFrame extends BytesFrame {
  readonly binary = true;
}

/** A binary message of a WebSocket that its format says is JSON. */
export class BinaryJsonFrame extends JsonFrame {
  readonly binary = true;
}
