import { BytesFrame } from "../frames/bytes-frame.ts";
import type { Frame } from "../frames/frame.ts";
import type { FrameFormat } from "../frames/frame-format.ts";
import { limitsOf } from "../frames/frame-limits.ts";
import { JsonFrame, pushJson } from "../frames/json-frame.ts";
import { BinaryFrame, BinaryJsonFrame } from "../frames/message-frame.ts";

/** What messages of a WebSocket hold. */
export interface MessagesOptions {
  /**
   * `"json"`: each message is parsed as it is read, and one that is not JSON is a FrameInvalidError. Undefined, by default: a
   * message is text or bytes, and `frame.json()` of one that is not JSON throws a SyntaxError.
   */
  validate?: "json";
}

/**
 * Each message of a WebSocket is a frame, text or binary (`frame.binary`), whatever fragments and compression it came in. Empty
 * messages are keep-alives and are dropped. For URLs of `ws:` and `wss:` only, where it is the default.
 */
export function messages({ validate }: MessagesOptions = {}): FrameFormat {
  return {
    name: "messages",
    accept: "*/*",
    takesMessages: true,
    decoder(options) {
      const { delivers } = limitsOf(options);
      const message = (source: Uint8Array, start: number, end: number, binary: boolean, into: Frame[]) => {
        if (start === end) return;
        if (validate === "json") {
          const frame = binary ? new BinaryJsonFrame(source, start, end) : new JsonFrame(source, start, end);
          pushJson(into, frame, { validate: true, delivers });
        } else into.push(binary ? new BinaryFrame(source, start, end) : new BytesFrame(source, start, end));
      };
      return {
        message,
        decode(chunk, into = []) {
          message(chunk, 0, chunk.length, false, into);
          return into;
        },
        end: () => undefined,
      };
    },
  };
}
