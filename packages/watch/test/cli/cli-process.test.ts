import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApi } from "../support/fake-api.ts";
import { connection, T0 } from "../support/records.ts";
import { ask, firstMessage } from "../support/seen.ts";
import { hold } from "../support/site.ts";
import { LEDGER_TABLE, STREAMS_TABLE, startWorld, type World } from "../support/world.ts";

const PACKAGE_DIR = fileURLToPath(new URL("../..", import.meta.url));
const { bin } = JSON.parse(readFileSync(join(PACKAGE_DIR, "package.json"), "utf8"));
const PROGRAM = join(PACKAGE_DIR, bin.watch);

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await hold(world.leases, "weather");
  await world.ledger.closed(connection(2, 0, 60, { outcome: "ended" }));
});
afterAll(() => world.stop());

function start(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    env: {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL_DYNAMODB: world.endpoint,
      AWS_REGION: "local",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      ...env,
    },
  });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text) => {
      written[name] += text;
    });
  }
  return { child, written, ended: once(child, "close") };
}

const tables = ["--table", LEDGER_TABLE, "--streams-table", STREAMS_TABLE];

describe("the built program", () => {
  test("can be started by a shell, and prints gaps and streams", async () => {
    expect(readFileSync(PROGRAM, "utf8").startsWith("#!/usr/bin/env node\n")).toBe(true);
    const since = new Date(T0).toISOString();
    // The records are of a time to come, so that nothing of them is known yet.
    const gaps = start(["gaps", ...tables, "--stream", "weather", "--since", since]);
    expect(await gaps.ended).toEqual([2, null]);
    expect(gaps.written.stderr).toContain("--since must be before --until, and before now");
    const list = start(["list", ...tables]);
    expect(await list.ended).toEqual([0, null]);
    expect(list.written.stdout).toMatch(/\nweather +connected +A /);
  });

  test("serves the page until Ctrl-C, under a token of the user's", async () => {
    const token = "a-token-of-the-user-s-own";
    const { child, written, ended } = start([...tables, "--port", "0"], { WATCH_TOKEN: token });
    while (!written.stdout.includes("\n")) await once(child.stdout, "data");
    const [, url = ""] = /^The page: (http:\/\/127\.0\.0\.1:\d+\/.*\/)\n$/.exec(written.stdout) ?? [];
    expect(url).toContain(token);
    expect((await ask(url)).statusCode).toBe(200);
    expect(await firstMessage(`${url}streams`)).toMatchObject({
      data: { entries: { weather: { holder: "A" } } },
    });
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    expect(written.stderr).toBe("");
  });

  test("serves the page all the same where the table of events cannot be read, and says so where events would be", async () => {
    const { child, written, ended } = start([...tables, "--events-table", "missing"]);
    while (!written.stdout.includes("\n")) await once(child.stdout, "data");
    const [, url = ""] = /^The page: (.*)\n$/.exec(written.stdout) ?? [];
    expect(await firstMessage(`${url}events?stream=weather`)).toMatchObject({
      event: "trouble",
      data: {
        code: "WATCH_TABLE_MISSING",
        message: expect.stringMatching(/no table missing.*--events-table/),
      },
    });
    child.kill("SIGTERM");
    await ended;
    expect(written.stderr).toBe("");
  });

  test("starts streams from the page with --api and the key of the environment, which it tells nobody else", async () => {
    await using api = await startApi();
    const env = { WATCH_API_KEY: "the-key-of-the-api" };
    const { child, written, ended } = start([...tables, "--api", api.url], env);
    while (!written.stdout.includes("\n")) await once(child.stdout, "data");
    const url = written.stdout.slice("The page: ".length, -1);
    const response = await fetch(`${url}control`, {
      method: "POST",
      headers: { origin: new URL(url).origin, "content-type": "application/json" },
      body: JSON.stringify({ id: "request-1", kind: "start", streamId: "source:weather" }),
    });
    expect(response.status).toBe(202);
    const told = async () => (await ask(`${url}control`)).text();
    await expect.poll(told).toContain('"state":"done"');
    expect(await told()).not.toContain("the-key");
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    expect(Object.values(written).join("")).not.toContain("the-key");
    expect(api.calls).toContain("POST source:weather");
    expect(api.requests.every(({ headers }) => headers["x-api-key"] === env.WATCH_API_KEY)).toBe(true);
  });

  test("finishes what the page has begun when it is ended, so that a restart is none that only stops", async () => {
    const { promise: isLetGo, resolve: letGo } = Promise.withResolvers<void>();
    await using api = await startApi(async ({ method }) => {
      if (method === "GET") await isLetGo;
      return undefined;
    });
    await hold(api.leases, "restarted");
    const { child, written, ended } = start([...tables, "--api", api.url]);
    while (!written.stdout.includes("\n")) await once(child.stdout, "data");
    const url = written.stdout.slice("The page: ".length, -1);
    await fetch(`${url}control`, {
      method: "POST",
      headers: { origin: new URL(url).origin, "content-type": "application/json" },
      body: JSON.stringify({ id: "request-2", kind: "restart", streamId: "restarted" }),
    });
    await expect.poll(() => api.calls).toContain("GET restarted");
    child.kill("SIGINT");
    while (!written.stderr.includes("\n")) await once(child.stderr, "data");
    expect(written.stderr).toBe(
      "watch: finishing restart of restarted first; once more, and it is given up\n",
    );
    letGo();
    expect(await ended).toEqual([0, null]);
    expect(await api.leases.read("restarted")).toMatchObject({ status: "running", epoch: 3 });
  });

  test.each([
    [["--api", "http://api.example.com", ...tables], {}, 2, /--api is .*: use https/],
    [["--api", "https://user:hidden@example.com", ...tables], {}, 2, /--api has a user(?!.*hidden)/],
    [
      ["--api", "http://127.0.0.1:1", ...tables],
      { WATCH_API_KEY: "not a key" },
      2,
      /WATCH_API_KEY must be(?!.*not a key)/,
    ],
    [["--port", "x", ...tables], {}, 2, /--port is "x"/],
    [tables, { WATCH_TOKEN: "short" }, 2, /WATCH_TOKEN must be/],
    [[], {}, 2, /say where the tables are/],
    [["--sort-key", "x", ...tables], {}, 2, /--sort-key says .*: give --events-table/],
    [["--events-table", "e", "--shards", "x", ...tables], {}, 2, /--shards is "x"/],
    [
      ["--events-table", "e", "--shards", "1000", ...tables],
      {},
      2,
      /--events-table cannot be used: .*shards/,
    ],
    [["--streams-table", "missing"], {}, 3, /there is no table missing.*WATCH_TABLE_MISSING/],
  ] as const)("does not serve with %j and %j", async (argv, env, code, complaint) => {
    const { written, ended } = start(argv, env);
    expect(await ended).toEqual([code, null]);
    expect(written.stderr).toMatch(complaint);
  });
});

test.for([
  ["list", "--streams-table", STREAMS_TABLE],
  ["gaps", "--stack", "any", "--stream", "weather"],
  ["serve", "--stack", "any"],
])(
  "Ctrl-C ends it while credentials are waited for that never come: %s",
  async (argv, { onTestFinished }) => {
    const asked = createServer();
    asked.listen(0, "127.0.0.1");
    await once(asked, "listening");
    const { port } = asked.address() as AddressInfo;
    const folder = await mkdtemp(join(tmpdir(), "watch-credentials-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const never = join(folder, "never.mjs");
    await writeFile(never, `import { connect } from "node:net"; connect(${port}, "127.0.0.1").resume();`);
    const config = join(folder, "config");
    await writeFile(config, `[profile slow]\ncredential_process = "${process.execPath}" "${never}"\n`);
    const { child, ended } = start(argv, {
      ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      ...{ AWS_PROFILE: "slow", AWS_CONFIG_FILE: config, AWS_REGION: "eu-west-1" },
    });
    const [socket] = (await once(asked, "connection")) as [Socket];
    onTestFinished(() => void socket.destroy());
    asked.close();
    const exited = once(child, "exit");
    child.kill("SIGINT");
    expect(await exited).toEqual([130, null]);
    socket.destroy();
    await ended;
  },
);

test("nobody need read what is wrong: the exit code says it", async () => {
  const { child } = start(["list", "--unknown"]);
  child.stderr.destroy();
  expect(await once(child, "exit")).toEqual([2, null]);
});
