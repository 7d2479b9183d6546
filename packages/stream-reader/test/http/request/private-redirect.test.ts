import { lookup } from "node:dns/promises";
import { hostname } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { isPrivate } from "../../../src/http/transport/address.ts";
import { lines, openStream, type RedirectOptions } from "../../../src/index.ts";
import { failureOf, textsOf } from "../../reading.ts";
import { serve, type TestServer } from "../../stream-server.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A server by one name of this machine that redirects to another by another name. */
async function redirecting(
  from: string,
  to: string,
): Promise<{ first: TestServer; last: TestServer; url: string }> {
  const last = await serve((_, response) => response.end("inside\n"));
  const first = await serve((_, response) =>
    response.writeHead(302, { location: last.url.replace("127.0.0.1", to) }).end(),
  );
  servers.push(first, last);
  return { first, last, url: first.url.replace("127.0.0.1", from) };
}

/** The name of this machine, when it has one that is not for everybody. */
const NAME = hostname();
const isNamed = await lookup(NAME).then(
  ({ address }) => isPrivate(address),
  () => false,
);

const refused: RedirectOptions["redirects"] = { allowPrivate: false };

describe("a redirect to what only this machine or network can reach", () => {
  it.each([
    "127.0.0.1",
    "2130706433",
    "0.0.0.0",
    "169.254.169.254",
    "10.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "x.localhost",
  ])("to %s is refused, and says by which option it is followed", async (to) => {
    const { last, url } = await redirecting("localhost", to);
    const { error } = await failureOf({ url, redirects: refused });
    expect(error).toMatchObject({
      code: "REDIRECT_REFUSED",
      status: 302,
      message: expect.stringContaining("redirects.allowPrivate"),
    });
    expect(last.requests).toHaveLength(0);
  });

  it.skipIf(!isNamed)("is found by what a name resolves to when the connection is made", async () => {
    const { last, url } = await redirecting("localhost", NAME);
    const { error } = await failureOf({ url, redirects: refused });
    expect(error).toMatchObject({
      code: "REDIRECT_REFUSED",
      status: 302,
      message: expect.stringContaining(NAME),
    });
    expect(last.requests).toHaveLength(0);
    await last.idle();
  });

  it.each([[true], [["10.0.0.1", "127.0.0.1"]], [undefined]])(
    "is followed with allowPrivate %j",
    async (allowPrivate) => {
      const { url } = await redirecting("localhost", "127.0.0.1");
      const redirects = allowPrivate === undefined ? {} : { allowPrivate };
      expect(await textsOf(openStream({ url, redirects, format: lines() }))).toEqual(["inside"]);
    },
  );

  it("is followed with the host's name allowed, in whatever case", async () => {
    const { url } = await redirecting("127.0.0.1", "localhost");
    const redirects = { allowPrivate: ["LOCALHOST"] };
    expect(await textsOf(openStream({ url, redirects, format: lines() }))).toEqual(["inside"]);
  });

  it("is followed within the host that was asked for, which may be private", async () => {
    const { url } = await redirecting("127.0.0.1", "127.0.0.1");
    expect(await textsOf(openStream({ url, redirects: refused, format: lines() }))).toEqual(["inside"]);
  });
});
