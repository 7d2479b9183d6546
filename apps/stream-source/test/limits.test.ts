import { once } from "node:events";
import net from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { DEFAULT_LIMITS, InvalidFaultError, InvalidOptionError, startStreamSource } from "../src/index.ts";
import { connect } from "./support/client.ts";
import { eventually, range, startTestSource } from "./support/source.ts";

describe("maxBufferedBytes", () => {
  test("a connection that does not read is reset as a slow consumer; the others get all", async () => {
    const { clock, truth, url } = await startTestSource({
      mode: "shared",
      rate: 1_000,
      limits: { maxRememberedEvents: 0 },
    });
    const slow = await connect(url);
    slow.pause();
    const good = await connect(url);
    let [record, other] = truth().connections;
    while (record?.endedAt === null) {
      clock.advance(250);
      await good.until(() => good.receivedBytes === truth().connections[1]?.bytesSent);
      [record, other] = truth().connections;
    }
    slow.resume();

    expect(await slow.closed).toBe("ECONNRESET");
    expect(record?.endReason).toBe("slow-consumer");
    expect(record?.bytesSent).toBeGreaterThan(DEFAULT_LIMITS.maxBufferedBytes);
    expect(other?.endedAt).toBeNull();
    expect(good.seqs).toEqual(range(1, truth().eventsMade));
  });
});

describe("maxStreams", () => {
  test("one more stream is a 503 until one is forgotten", async () => {
    const { source } = await startTestSource({ limits: { maxStreams: 2 } });
    await connect(source.streamUrl("a"));
    await connect(source.streamUrl("b"));
    const response = await fetch(source.streamUrl("c"));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: "TOO_MANY_STREAMS" });
    expect(() => source.setFaults("c", "")).toThrow(/2 streams are known already/);

    await fetch(source.streamUrl("a"), { method: "DELETE" });
    expect((await connect(source.streamUrl("c"))).status).toBe(200);
  });
});

describe("maxRememberedEvents and maxRememberedConnections", () => {
  test("the truth keeps the newest events and says that it is truncated", async () => {
    const { clock, truth, url } = await startTestSource({ limits: { maxRememberedEvents: 10 } });
    const client = await connect(url);
    clock.advance(100);
    expect(truth().truncated).toBe(false);
    clock.advance(50);
    await client.until(() => client.seqs.length === 15);

    expect(truth()).toMatchObject({ truncated: true, eventsMade: 15 });
    expect(truth().events.map((event) => event.seq)).toEqual(range(6, 15));
  });

  test("the newest ended connections are kept, and all that are open", async () => {
    const { clock, truth, url } = await startTestSource({ limits: { maxRememberedConnections: 3 } });
    for (const _ of range(1, 5)) {
      await connect(url);
      clock.advance(10);
    }

    expect(truth().truncated).toBe(true);
    expect(truth().connections.map(({ id, endedAt }) => [id, endedAt === null])).toEqual([
      [3, false],
      [4, false],
      [5, true],
    ]);
  });

  test("the newest refusals are kept", async () => {
    const { truth, url } = await startTestSource({
      limits: { maxRememberedConnections: 1 },
      faults: "refuse:404:next=1,refuse:410",
    });
    await fetch(url);
    await fetch(url);

    expect(truth()).toMatchObject({ truncated: true, refusals: [{ status: 410 }] });
    expect(truth().refusals).toHaveLength(1);
  });
});

describe("maxSockets", () => {
  test("one more socket is closed as soon as it is accepted", async () => {
    const { source, url } = await startTestSource({ limits: { maxSockets: 1 } });
    await connect(url);
    const socket = net.connect(source.port, "127.0.0.1");
    socket.resume();
    onTestFinished(() => {
      socket.destroy();
    });

    await once(socket, "close");
  });
});

describe("maxFaults and maxControlBodyBytes", () => {
  test("more faults than allowed are refused", async () => {
    const { source } = await startTestSource({ limits: { maxFaults: 2 } });

    expect(() => source.setFaults("s1", "refuse:500,refuse:501,refuse:502")).toThrow(InvalidFaultError);
    expect(() => source.setFaults("s1", "refuse:500,refuse:501")).not.toThrow();
  });

  test("a larger body is a 413", async () => {
    const { url } = await startTestSource({ limits: { maxControlBodyBytes: 100 } });
    const response = await fetch(`${url}/faults`, { method: "PUT", body: " ".repeat(101) });

    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: "BODY_TOO_LARGE" });
  });
});

describe("shutdownGraceMs", () => {
  test("a request that is still waiting for its answer does not hold up the shutdown", async () => {
    const { source, truth, url } = await startTestSource({
      faults: "connect-delay-ms:1000",
      limits: { shutdownGraceMs: 1 },
    });
    const outcome = connect(url).catch((error: NodeJS.ErrnoException) => error.code);
    await eventually(() => expect(truth().state).toBe("running"));
    await source.close();

    expect(await outcome).toBe("ECONNRESET");
  });
});

describe("closing", () => {
  test("ends the connections cleanly, without the end signal, and stops listening", async () => {
    const { clock, source, truth, url } = await startTestSource({ mode: "shared" });
    const clients = [await connect(url), await connect(url)];
    clock.advance(20);
    await source.close();
    await source.close();

    for (const client of clients) {
      expect(await client.closed).toBe("end");
      expect(client.lines).toHaveLength(2);
    }
    expect(truth().connections).toMatchObject([{ endReason: "shutdown" }, { endReason: "shutdown" }]);
    await expect(fetch(url)).rejects.toThrow();
  });

  test("is what `await using` does", async () => {
    let url: string;
    {
      await using source = await startStreamSource();
      url = source.url;
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    }
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  test("does not wait for connections that are kept alive", async () => {
    const { source, url } = await startTestSource({ events: 1, limits: { shutdownGraceMs: 3_600_000 } });
    await fetch(`${source.url}/healthz`);
    await fetch(`${url}/truth`);
    await connect(url);

    await source.close();
  });
});

describe("options", () => {
  test.each([
    [{ port: 65_536 }, "port must be a whole number from 0 to 65535 (0 = a free one), not 65536"],
    [{ rate: -1 }, "rate must be a number from 0 to 1000000 events per second (0 = full speed), not -1"],
    [{ rate: Number.NaN }, "rate must be a number"],
    [{ events: 1.5 }, "events must be a whole number from 0 to 1000000000 events (0 = endless), not 1.5"],
    [{ duplicates: 2 }, "duplicates must be a number from 0 to 1 (a share of the events), not 2"],
    [{ heartbeatMs: -1 }, "heartbeatMs must be a whole number from 0 to 86400000 milliseconds (0 = none)"],
    [{ resumeWindow: -1 }, "resumeWindow must be a whole number"],
    [{ seed: 2 ** 32 }, "seed must be a whole number from 0 to 4294967295, not 4294967296"],
    [{ host: "" }, 'host must be a text that is not empty, not ""'],
    [{ format: "xml" as "sse" }, 'format must be one of ndjson, sse, chunks, not "xml"'],
    [{ mode: "both" as "shared" }, 'mode must be one of exclusive, shared, not "both"'],
    [{ limits: { maxStreams: -1 } }, "limits.maxStreams must be a whole number"],
    [{ limits: { maxFoo: 1 } as object }, "limits.maxFoo must be"],
  ])("%j is refused with what is allowed", async (options, message) => {
    await expect(startStreamSource(options)).rejects.toThrow(InvalidOptionError);
    await expect(startStreamSource(options)).rejects.toThrow(message);
  });

  test("a bad key is refused without being told", async () => {
    const failure = startStreamSource({ key: "geheim nis" });

    await expect(failure).rejects.toThrow("key must be 1 to 4096 visible ASCII characters");
    await expect(failure).rejects.not.toThrow("geheim");
  });

  test("a port that is taken is a ListenError", async () => {
    const { source } = await startTestSource();

    await expect(startStreamSource({ port: source.port })).rejects.toMatchObject({ code: "LISTEN_FAILED" });
  });
});
