import { expect, test } from "vitest";
import {
  auto,
  concatenatedJson,
  delimited,
  elements,
  followStream,
  jsonArray,
  jsonSequence,
  lengthDelimited,
  lines,
  messages,
  multipart,
  ndjson,
  openStream,
  StreamOptionError,
  sse,
} from "../src/index.ts";

const url = "http://localhost:1/";

/** As plain JavaScript calls them: with whatever else is in the object. */
const CALLS = {
  openStream: (other: object) => openStream({ url, ...other }),
  followStream: (other: object) => followStream({ url, ...other }),
  auto: (other: object) => auto({ validate: true, ...other }),
  concatenatedJson: (other: object) => concatenatedJson({ validate: true, ...other }),
  delimited: (other: object) => delimited("|", { keepEmpty: true, ...other }),
  elements: (other: object) => elements(ndjson(), { at: "/events", ...other }),
  jsonArray: (other: object) => jsonArray({ validate: true, ...other }),
  jsonSequence: (other: object) => jsonSequence({ validate: true, ...other }),
  lengthDelimited: (other: object) => lengthDelimited({ prefix: "varint", ...other }),
  lines: (other: object) => lines({ keepEmpty: true, ...other }),
  messages: (other: object) => messages({ validate: "json", ...other }),
  multipart: (other: object) => multipart({ boundary: "b", ...other }),
  ndjson: (other: object) => ndjson({ validate: true, ...other }),
};

function refusalOf(call: keyof typeof CALLS, other: object): string | undefined {
  try {
    CALLS[call](other);
  } catch (error) {
    if (!(error instanceof StreamOptionError)) throw error;
    expect(error.code).toBe("OPTION_INVALID");
    return error.message;
  }
  return undefined;
}

test.each(Object.keys(CALLS) as (keyof typeof CALLS)[])("%s takes what it has, and nothing else", (call) => {
  expect(refusalOf(call, {})).toBeUndefined();
  expect(refusalOf(call, { zebra: "s3cret" })).toContain("zebra is no option");
  expect(refusalOf(call, { zebra: "s3cret" })).not.toContain("s3cret");
});

test.each<[keyof typeof CALLS, object, string]>([
  ["openStream", { idleTimeout: 5 }, "idleTimeout is no option: did you mean idleTimeoutMs?"],
  ["openStream", { policy: {} }, "policy is no option"],
  [
    "openStream",
    { tls: { rejectUnauthorised: false } },
    "tls.rejectUnauthorised is no option: did you mean tls.rejectUnauthorized?",
  ],
  ["openStream", { redirects: { allowPrivat: false } }, "did you mean redirects.allowPrivate?"],
  ["openStream", { webSocket: { protocol: ["a"] } }, "did you mean webSocket.protocols?"],
  ["followStream", { cursorof: "/id" }, "cursorof is no option: did you mean cursorOf?"],
  ["followStream", { webSocket: { message: [] } }, "did you mean webSocket.messages?"],
  [
    "ndjson",
    { lenent: true },
    "ndjson cannot work with these options: lenent is no option: did you mean lenient?",
  ],
])("%s refuses %j", (call, other, message) => {
  expect(refusalOf(call, other)).toContain(message);
});

test("a stream that is followed tells what is no option beside what else is wrong", () => {
  expect(refusalOf("followStream", { maxCursorByte: 1, acknowledge: "never" })).toBe(
    [
      "the stream cannot be followed:",
      "maxCursorByte is no option: did you mean maxCursorBytes?",
      'acknowledge is "never": it must be automatic or manual',
    ].join("\n- "),
  );
});

test("a connection of a stream that is followed has none of the options that the following alone has", async () => {
  const stream = followStream({
    url,
    format: sse(),
    ...{ policy: {}, resume: false, cursorOf: "sse", maxCursorBytes: 9, acknowledge: "manual", wasUp: true },
    ...{ keepHeaders: ["x-session"], history: {}, random: () => 0, endOnClose: true, cursor: "1" },
    ...{ onConnection: () => undefined, beforeReopen: () => true, sleep: async () => undefined },
    open(options) {
      openStream(options);
      throw new Error("openStream takes them");
    },
  });
  await expect(stream[Symbol.asyncIterator]().next()).rejects.toThrow("openStream takes them");
});
