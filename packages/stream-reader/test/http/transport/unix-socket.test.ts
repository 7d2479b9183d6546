import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lines, openStream, StreamOptionError } from "../../../src/index.ts";
import { failureOf, textsOf } from "../../reading.ts";
import { TLS } from "../../tls-fixtures.ts";

let folder: string;
let socketPath: string;
const servers: ReturnType<typeof createServer>[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "socket-"));
  socketPath = join(folder, "s.sock");
});

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await rm(folder, { recursive: true });
});

async function listenAtPath(server: ReturnType<typeof createServer>): Promise<void> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
}

const serveAtPath = (answer: RequestListener) => listenAtPath(createServer(answer));

describe("a source behind a Unix socket", () => {
  it("is reached by it, whatever host the URL names, with that host in Host", async () => {
    await serveAtPath((request, response) => response.end(`${request.headers.host} ${request.url}\n`));
    const environment = { http_proxy: "http://127.0.0.1:9" };
    const stream = openStream({
      url: "http://d.example:81/v4/events?a=1",
      socketPath,
      environment,
      format: lines(),
    });
    expect(await textsOf(stream)).toEqual(["d.example:81 /v4/events?a=1"]);
  });

  it("may speak TLS, with the certificate of the host that is named", async () => {
    const server = createHttpsServer(TLS.server, (request, response) => response.end(`${request.url}\n`));
    await listenAtPath(server);
    const trusted = openStream({
      url: "https://127.0.0.1/x",
      socketPath,
      tls: { ca: TLS.ca },
      format: lines(),
    });
    expect(await textsOf(trusted)).toEqual(["/x"]);
    const { error } = await failureOf({ url: "https://other.example/x", socketPath, tls: { ca: TLS.ca } });
    expect(error).toMatchObject({ code: "TLS_FAILED" });
  });

  it("is not left by a redirect to another origin, but may redirect to itself", async () => {
    await serveAtPath((request, response) => {
      const location = request.url === "/a" ? "/b" : "http://169.254.169.254/latest";
      if (request.url === "/c") response.end("c\n");
      else response.writeHead(307, { location: request.url === "/b" ? "/c" : location }).end();
    });
    const url = "http://localhost/a";
    expect(await textsOf(openStream({ url, socketPath, format: lines() }))).toEqual(["c"]);
    const { error } = await failureOf({ url: "http://localhost/away", socketPath });
    expect(error).toMatchObject({ code: "REDIRECT_REFUSED", message: expect.stringContaining("socketPath") });
  });

  it("that is not there is a connection that failed", async () => {
    const { error } = await failureOf({ url: "http://localhost/", socketPath: join(folder, "none.sock") });
    expect(error).toMatchObject({ code: "CONNECT_FAILED", reason: expect.stringContaining("ENOENT") });
  });

  it.each([
    [{ socketPath: "" }, "socketPath"],
    [{ socketPath: 5 as unknown as string }, "socketPath"],
    [{ socketPath: "/s", proxy: "http://p:1" }, "proxy"],
    [{ http2: "h2c" as unknown as boolean }, "http2"],
  ])("is refused with %j", (options, named) => {
    const open = () => openStream({ url: "http://localhost/", ...options });
    expect(open).toThrow(StreamOptionError);
    expect(open).toThrow(named);
  });
});
