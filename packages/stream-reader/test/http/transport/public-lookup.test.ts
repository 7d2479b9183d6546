import { once } from "node:events";
import { connect, type LookupFunction } from "node:net";
import { afterEach, expect, it } from "vitest";
import { publicLookup } from "../../../src/http/transport/public-lookup.ts";
import { serve, type TestServer } from "../../stream-server.ts";

let server: TestServer;
afterEach(() => server?.close());

/** Says that a name has these addresses. */
function resolver(...addresses: string[]): LookupFunction {
  return (_, options, callback) => {
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (options.all) callback(null, found);
    else callback(null, found[0]?.address ?? "", found[0]?.family);
  };
}

it.each([[["127.0.0.1"]], [["93.184.216.34", "10.0.0.1"]], [["::1"]], [["fd00::1"]], [[]]])(
  "a name with the addresses %j is not connected to",
  async (addresses) => {
    server = await serve((_, response) => response.end());
    const { port } = new URL(server.url);
    const lookup = publicLookup(resolver(...addresses));
    const socket = connect({ host: "rebound.example", port: Number(port), lookup });
    const [error] = await once(socket, "error");
    expect(error).toMatchObject({ name: "PrivateAddressError" });
    socket.destroy();
    await server.idle();
  },
);

it("a name with addresses for everybody is resolved as it is asked for", async () => {
  const lookup = publicLookup(resolver("93.184.216.34", "2606:4700::1111"));
  const one = await new Promise((resolve) => lookup("a.example", {}, (...answer) => resolve(answer)));
  expect(one).toEqual([null, "93.184.216.34", 4]);
  const all = await new Promise((resolve) =>
    lookup("a.example", { all: true }, (...answer) => resolve(answer)),
  );
  expect(all).toEqual([
    null,
    [expect.objectContaining({ family: 4 }), expect.objectContaining({ family: 6 })],
  ]);
});

it("what resolving fails by is told", async () => {
  const failing: LookupFunction = (_, __, callback) => callback(new Error("ENOTFOUND"), []);
  const error = await new Promise((resolve) => publicLookup(failing)("a.example", {}, resolve));
  expect(error).toMatchObject({ message: "ENOTFOUND" });
});
