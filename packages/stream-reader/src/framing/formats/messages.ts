import type { OptionNames } from "@unbounded-streams/option-names";
import { assertKnownOptions } from "../../known-options.ts";
import { BytesFrame } from "../frames/bytes-frame.ts";
import type { DecoderOptions, FrameDecoder, FrameFormat } from "../frames/frame-format.ts";
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

const OPTIONS: OptionNames<MessagesOptions> = { validate: true };

/**
 * Each message of a WebSocket is a frame, text or binary (`frame.binary`), whatever fragments and compression it came in. Empty
 * messages are keep-alives and are dropped. For URLs of `ws:` and `wss:` only, where it is the default.
 *
 * @throws StreamOptionError for an option that is none
 */
export function messages(options: MessagesOptions = {}): FrameFormat {
  assertKnownOptions("messages", options, OPTIONS);
  return {
    name: "messages",
    accept: "*/*",
    takesMessages: true,
    messagesOnly: true,
    decoder(decoderOptions) {
      const message = messageReader(options, decoderOptions);
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

/** Makes a frame of a message, as a decoder's `message` does. */
export function messageReader(
  { validate }: MessagesOptions,
  options: DecoderOptions | undefined,
): NonNullable<FrameDecoder["message"]> {
  const { delivers } = limitsOf(options);
  return (source, start, end, binary, into) => {
    if (start === end) return;
    if (validate === "json") {
      const frame = binary ? new BinaryJsonFrame(source, start, end) : new JsonFrame(source, start, end);
      pushJson(into, frame, { validate: true, delivers });
    } else into.push(binary ? new BinaryFrame(source, start, end) : new BytesFrame(source, start, end));
  };
}
