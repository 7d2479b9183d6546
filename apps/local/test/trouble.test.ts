import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as passed } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { run, type Started, start } from "./start.ts";

/** How long a source of another format is watched, in milliseconds, and how often it may be asked in that time. */
const WATCHED_MS = 20_000;
const MOST_REQUESTS = 6;

const pathOf = (name: string) => fileURLToPath(new URL(`fixtures/tls/${name}`, import.meta.url));
const [cert, key] = ["server.pem", "server.key"].map((name) => readFileSync(pathOf(name), "utf8"));

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Host, port and path of a server that is closed when all tests are over. */
async function listening(server: Server): Promise<string> {
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}/feed`;
}

function serve(listener: RequestListener): Promise<string> {
  return listening(createServer(listener));
}

/** Waits for the line of a trouble, before which a busy machine may tell of others; the run goes on then, and is stopped. */
async function expectTrouble({ child, finished, narrated }: Started, told: RegExp): Promise<void> {
  await narrated(new RegExp(`Trouble: .*${told.source}`));
  expect(child.exitCode).toBeNull();
  child.kill("SIGINT");
  await finished;
}

describe.concurrent("a stream that cannot be read is told of while the run goes on, with the remedy", () => {
  it("when another format comes than the one that was asked for, also from a stream that stays open", async () => {
    const address = await serve((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("event: a\ndata: 1\n\n");
    });
    await expectTrouble(
      await start("--json", "--url", `http://${address}`, "--format", "ndjson"),
      /sent the content type "text\/event-stream" \(it begins: event: a data: 1\).*Remedy: read it with --format sse, or auto\n/,
    );
  });

  it("when what comes is none of the format, and is kept as dead letters", async () => {
    const address = await serve((_, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      response.write("no JSON\n");
    });
    await expectTrouble(
      await start("--json", "--url", `http://${address}`, "--format", "ndjson"),
      /a frame of 7 bytes is not JSON\. Remedy: check --format: .*\n/,
    );
  });

  it("when a page of HTML comes", async () => {
    const address = await serve((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Maintenance</html>"),
    );
    await expectTrouble(
      await start("--json", "--url", `http://${address}`),
      /"text\/html" \(it begins: <html>Maintenance<\/html>\).*Remedy: that is a page for people/,
    );
  });

  it("when there is no such host, and when nothing listens at the port", async () => {
    await expectTrouble(
      await start("--json", "--url", "http://nowhere.invalid/feed"),
      /could not connect to http:\/\/nowhere\.invalid\/feed: .*Remedy: no host of that name/,
    );
    const closed = createServer();
    const address = await listening(closed);
    closed.close();
    await once(closed, "close");
    await expectTrouble(
      await start("--json", "--url", `http://${address}`),
      /ECONNREFUSED.*Remedy: nothing listens there: check the port/,
    );
  });

  it("when the certificate is not trusted, which --ca-file mends", async () => {
    const listener: RequestListener = (_, response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" }).end('{"n":1}\n{"type":"end"}\n');
    };
    const address = await listening(createSecureServer({ cert, key }, listener));
    const argv = ["--json", "--url", `https://${address}`, "--end-signal", "json:/type=end"];
    await expectTrouble(
      await start(...argv),
      /TLS with .* failed: .*Remedy: the certificate is not trusted here: .*--ca-file/,
    );
    const { code, stderr, report } = await run(...argv, "--ca-file", pathOf("ca.pem"));
    expect(code, stderr).toBe(0);
    expect(report.events.stored).toBe(1);
  });

  it("when the source asks for a pause, while the pause goes on", async () => {
    const address = await serve((_, response) => response.writeHead(503, { "retry-after": "600" }).end());
    await expectTrouble(
      await start("--json", "--url", `http://${address}`),
      /status 503, and asks to wait 600000 ms\. Remedy: that may pass/,
    );
  });

  it("when the source takes the request, and never answers", async () => {
    const address = await serve(() => undefined);
    await expectTrouble(
      await start("--json", "--url", `http://${address}?token=s3cret-token`),
      /127\.0\.0\.1:\d+\/feed has not answered within 2 s\. Remedy: check the host and port/,
    );
  });

  it("when the source has a document and no stream", async () => {
    const address = await serve((_, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end('{"a":1}'),
    );
    await expectTrouble(
      await start("--json", "--url", `http://${address}`),
      /each connection is over at once, and brings nothing new: .*Remedy: .*--end-on-close/,
    );
  });

  it("when the port speaks no TLS", async () => {
    const address = await serve((_, response) => response.end());
    await expectTrouble(
      await start("--json", "--url", `https://${address}`),
      /Remedy: the port does not speak TLS: give http:\/\//,
    );
  });
});

describe.concurrent("a stream that no retry can mend", () => {
  it.each([
    [404, /Remedy: nothing is there: check the path of --url/],
    [401, /Remedy: give credentials by --key-env/],
    [405, /Remedy: the request is not what the source wants: check --method/],
  ])(
    "ends the run with exit code 1 and the line that says why and what to do: status %i",
    async (status, remedy) => {
      const address = await serve((_, response) => response.writeHead(status).end());
      const { code, stderr, report } = await run("--json", "--url", `http://${address}?token=s3cret-token`);
      expect(code).toBe(1);
      expect(report.execution.status).toBe("FAILED");
      const lines = stderr.trimEnd().split("\n");
      const told = lines.findLast((line) => line.includes("Trouble: "));
      expect(told).toMatch(new RegExp(`refused the stream with status ${status}\\. ${remedy.source}`));
      expect(lines.at(-1)).toBe(`The execution failed: ${told?.split("Trouble: ")[1]}`);
      expect(stderr).not.toContain("s3cret-token");
    },
  );
});

describe.concurrent("a source of another format", () => {
  it.each([
    ["by its content type", "text/event-stream", "data: 1\n\n", []],
    ["by its records, which are kept as dead letters", "text/plain", "no JSON\nnor this\n", []],
    ["by its records, of which none may be passed over", "text/plain", "no JSON\n", ["--on-invalid", "fail"]],
  ])("is asked six times in 20 s at most: %s", async (_, type, body, argv) => {
    let requests = 0;
    const address = await serve((_, response) => {
      requests += 1;
      response.writeHead(200, { "content-type": type }).end(body);
    });
    const url = `http://${address}`;
    const { child, finished, narrated } = await start("--json", "--url", url, "--format", "ndjson", ...argv);
    await narrated(/Trouble: /);
    await passed(WATCHED_MS);
    child.kill("SIGINT");
    await finished;
    expect(requests).toBeGreaterThan(1);
    expect(requests).toBeLessThanOrEqual(MOST_REQUESTS);
  });
});
