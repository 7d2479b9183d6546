import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { cacheDir, cachedFolder } from "../src/servers/cache.ts";
import { verifyChecksums } from "../src/servers/checksums.ts";
import { startDynamoDbLocal } from "../src/servers/dynamodb-local.ts";
import { freePort } from "../src/servers/free-port.ts";
import { startLocalstack } from "../src/servers/localstack.ts";
import { startMinistack } from "../src/servers/ministack.ts";
import { runCommand, tryCommand } from "../src/servers/run-command.ts";
import { type ServerProcessOptions, startServerProcess } from "../src/servers/server-process.ts";

let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "servers-test-"));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rm(work, { recursive: true }));

/** A server of one line, which says that it is up before it is. */
async function serverOf(script: string): Promise<ServerProcessOptions & { endpoint: string }> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    name: "the test's server",
    endpoint,
    command: process.execPath,
    args: ["-e", script, String(port)],
    isReady: async (signal) => (await fetch(endpoint, { signal })).ok,
  };
}

const LISTENS = `
  console.log("listening soon");
  require("node:http").createServer((_, reply) => reply.end(process.env.TMPDIR)).listen(process.argv[1], "127.0.0.1");
`;

describe("a server process", () => {
  it("is ready when it answers, and gone with its folder when it is stopped", async () => {
    const options = await serverOf(LISTENS);
    const server = await startServerProcess(options);
    expect(await readFile(server.logFile, "utf8")).toBe("listening soon\n");
    expect(await (await fetch(options.endpoint)).text()).toBe(dirname(server.logFile));
    await server.stop();
    await expect(fetch(options.endpoint)).rejects.toThrow();
    expect(existsSync(server.logFile)).toBe(false);
  });

  it("leaves its log when that is asked for", async () => {
    const server = await startServerProcess(await serverOf(LISTENS));
    await server.stop({ keepLog: true });
    expect(await readFile(server.logFile, "utf8")).toBe("listening soon\n");
    await rm(dirname(server.logFile), { recursive: true });
  });

  it.each([
    ["ends", "console.log('no licence'); process.exit(3)", 10_000, /ended with 3; its log is .*no licence/s],
    ["is never ready", "setInterval(() => {}, 1000)", 200, /was not ready after 200 ms/],
  ])("that %s is an error that quotes its log", async (_, script, startTimeoutMs, message) => {
    const options = { ...(await serverOf(script)), startTimeoutMs };
    const error = await startServerProcess(options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "SERVER_START_FAILED",
      message: expect.stringMatching(message),
      logFile: expect.any(String),
    });
    await rm(dirname((error as { logFile: string }).logFile), { recursive: true });
  });

  it("of a program that is not there is an error", async () => {
    const options = { ...(await serverOf("")), command: join(work, "no-such-program") };
    await expect(startServerProcess(options)).rejects.toThrow(/could not be started: .*ENOENT/);
  });

  it("dies with the process that started it", async () => {
    const { endpoint, args } = await serverOf(LISTENS);
    const module = new URL("../src/servers/server-process.ts", import.meta.url);
    const starter = `
      const { startServerProcess } = await import(${JSON.stringify(module.href)});
      const isReady = async () => (await fetch(${JSON.stringify(endpoint)})).ok;
      await startServerProcess({ name: "server", command: process.execPath, args: ${JSON.stringify(args)}, isReady });
      process.exit(0);
    `;
    await runCommand(process.execPath, ["--input-type=module", "-e", starter]);
    const isGone = () =>
      fetch(endpoint).then(
        () => false,
        () => true,
      );
    await expect.poll(isGone).toBe(true);
  });
});

describe("a cached folder", () => {
  it("is filled once, and anew when what it is made of changes", async () => {
    const parent = join(work, "cache");
    const fill = vi.fn((folder: string) => writeFile(join(folder, "file"), "content"));
    const first = await cachedFolder({ name: "thing", madeOf: ["1"], parent, fill });
    expect(await cachedFolder({ name: "thing", madeOf: ["1"], parent, fill })).toBe(first);
    expect(await cachedFolder({ name: "thing", madeOf: ["2"], parent, fill })).not.toBe(first);
    expect(fill).toHaveBeenCalledTimes(2);
    expect(await readFile(join(first, "file"), "utf8")).toBe("content");
  });

  it("that cannot be filled is not there, and leaves nothing", async () => {
    const parent = join(work, "failing");
    const fill = () => Promise.reject(new Error("no network"));
    await expect(cachedFolder({ name: "thing", madeOf: [], parent, fill })).rejects.toThrow("no network");
    expect(await readdir(parent)).toEqual([]);
  });

  it("that two fill at once is one of the two", async () => {
    const parent = join(work, "race");
    const bothIn = Promise.withResolvers<void>();
    let inside = 0;
    const fill = async (folder: string) => {
      await writeFile(join(folder, "file"), "content");
      inside += 1;
      if (inside === 2) bothIn.resolve();
      await bothIn.promise;
    };
    const [one, other] = await Promise.all(
      [1, 2].map(() => cachedFolder({ name: "thing", madeOf: [], parent, fill })),
    );
    expect(one).toBe(other);
    expect(await readdir(parent)).toHaveLength(1);
  });

  it("is the user's own, where the user wants it", () => {
    expect(cacheDir({ XDG_CACHE_HOME: "/caches" })).toBe("/caches/unbounded-streams");
    expect(cacheDir({})).toMatch(/\/\.cache\/unbounded-streams$/);
  });
});

describe("checksums", () => {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

  it("name each file that is wrong, missing, or too many", async () => {
    const folder = await mkdtemp(join(work, "sums-"));
    for (const file of ["right.jar", "wrong.jar", "extra.jar"]) await writeFile(join(folder, file), file);
    const sums = ["right.jar", "wrong.jar", "missing.jar"].map((file) => `${sha256("right.jar")}  ${file}`);
    await expect(verifyChecksums(folder, sums.join("\n"))).rejects.toMatchObject({
      code: "CHECKSUM_MISMATCH",
      problems: [
        "extra.jar is not on the list",
        `wrong.jar has ${sha256("wrong.jar")}`,
        "missing.jar is missing",
      ],
    });
    await rm(join(folder, "extra.jar"));
    await rm(join(folder, "wrong.jar"));
    await verifyChecksums(folder, `${sha256("right.jar")}  right.jar\n`);
  });
});

describe("a command", () => {
  it("that fails is an error that quotes the end of what it printed", async () => {
    const script = "for (let line = 1; line <= 30; line += 1) console.error('line ' + line); process.exit(4)";
    await expect(runCommand(process.execPath, ["-e", script])).rejects.toMatchObject({
      code: "COMMAND_FAILED",
      message: expect.stringMatching(/ended with 4:\nline 11\n.*line 30$/s),
    });
  });

  it("that is not there is none", async () => {
    expect(await tryCommand(join(work, "nothing"), [])).toBeUndefined();
    await expect(runCommand(join(work, "nothing"), [])).rejects.toThrow(/no such program/);
  });
});

describe("without what a server needs, the message says what that is:", () => {
  /** A machine with nothing but these programs, each of which prints a line. */
  async function machineWith(programs: Record<string, string>): Promise<void> {
    const bin = await mkdtemp(join(work, "bin-"));
    for (const [name, line] of Object.entries(programs)) {
      await writeFile(join(bin, name), `#!/bin/sh\necho '${line}'\n`);
      await chmod(join(bin, name), 0o755);
    }
    vi.stubEnv("PATH", bin);
    vi.stubEnv("JAVA_HOME", undefined);
    vi.stubEnv("XDG_CACHE_HOME", await mkdtemp(join(work, "cache-")));
  }

  it.each([
    [startDynamoDbLocal, {}, /needs Java 17 or newer, but there is no java\. Install a JDK/],
    [startDynamoDbLocal, { java: 'openjdk version "11.0.2"' }, /Java 17 .* says: openjdk version "11\.0\.2"/],
    [startDynamoDbLocal, { java: 'openjdk version "21.0.2"' }, /Maven, but there is no mvn on the PATH/],
    [startMinistack, {}, /Python 3\.10 or newer, but there is no python3 on the PATH\. Install/],
    [startMinistack, { python3: "3.9.2" }, /Python 3\.10 or newer, but python3 is 3\.9\.2/],
    [
      startLocalstack,
      {},
      /localstack needs Python 3\.10 or newer, but there is no python3 on the PATH\. Install/,
    ],
  ])("%o with %o", async (start, programs, message) => {
    await machineWith(programs);
    await expect(start()).rejects.toMatchObject({
      code: "MISSING_TOOL",
      message: expect.stringMatching(message),
    });
  });

  it("a JAVA_HOME without Java", async () => {
    await machineWith({ java: 'openjdk version "21.0.2"' });
    vi.stubEnv("JAVA_HOME", join(work, "jdk"));
    await mkdir(join(work, "jdk"));
    await expect(startDynamoDbLocal()).rejects.toThrow(/there is no .*jdk\/bin\/java/);
  });

  it("files that are not the project's are not kept", async () => {
    await machineWith({ java: 'openjdk version "21.0.2"', mvn: "Apache Maven" });
    await expect(startDynamoDbLocal()).rejects.toMatchObject({ code: "CHECKSUM_MISMATCH" });
    expect(await readdir(cacheDir())).toEqual([]);
  });
});
