import { afterEach, describe, expect, it } from "vitest";
import {
  endOnAll,
  endOnAny,
  endOnClose,
  endOnData,
  endUnless,
  formatEndSignal,
  lines,
  openStream,
  parseEndSignal,
} from "../../src/index.ts";
import { textsOf } from "../reading.ts";
import type { TestServer } from "../stream-server.ts";
import { follow, readAll, refuse, send, sendAndReset, serveInTurn, told } from "./support.ts";

let server: TestServer;
afterEach(() => server?.close());

describe("a proper close that is the end", () => {
  it("ends a stream that is followed, by a signal of its own", async () => {
    server = await serveInTurn(send("1\n2\n"), send("3\n"));
    const following = follow({ url: server.url, endOnClose: true });
    expect((await readAll(following)).texts).toEqual(["1", "2"]);
    expect(following.stream.finish).toEqual({ kind: "ended", signal: { kind: "close" } });
    expect(following.events.at(-1)).toMatchObject({ kind: "closed", why: "ended", reason: "close" });
    expect(server.requests).toHaveLength(1);
  });

  it.each([[[endOnClose()]], [[endOnAny(endOnData("x"), endOnClose())]]])(
    "is an end signal: %j",
    async (endSignals) => {
      server = await serveInTurn(send("1\n"));
      const stream = openStream({ url: server.url, format: lines(), endSignals });
      expect(await textsOf(stream)).toEqual(["1"]);
      expect(stream.finish).toEqual({ kind: "ended", signal: endSignals[0], bytesReceived: 2 });
    },
  );

  it("is none when the connection was reset, refused, or a record was cut off", async () => {
    server = await serveInTurn(refuse(503), sendAndReset("1\n"), send("2\n3"), send("4\n"));
    const following = follow({ url: server.url, endOnClose: true, sleep: async () => undefined });
    expect((await readAll(following)).texts).toEqual(["1", "2", "4"]);
    expect(told(following.events).filter((what) => what.startsWith("closed"))).toEqual([
      "closed: refused",
      "closed: lost",
      "closed: closed",
      "closed: ended",
    ]);
  });

  it("has a text, and stands alone or among others of which any will do", () => {
    expect(parseEndSignal("close")).toEqual({ kind: "close" });
    expect(formatEndSignal(endOnClose())).toBe("close");
    expect(parseEndSignal('any:["close","data:x"]')).toEqual(endOnAny(endOnClose(), endOnData("x")));
    const wrong = [
      () => endOnAll(endOnClose()),
      () => endUnless(endOnClose()),
      () => parseEndSignal("close:1"),
    ];
    for (const make of wrong) expect(make).toThrow(expect.objectContaining({ code: "OPTION_INVALID" }));
  });
});
