import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXIT_CODES } from "../../src/cli/run-cli.ts";
import { connection, openedOf, T0 } from "../support/records.ts";
import { LEDGER_TABLE, startWorld, type World } from "../support/world.ts";

const NOW_MS = T0 + 120_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  const { ledger } = world;
  const reopenings = [{ brokeAtMs: T0 + 20_000, why: "reset", backAtMs: T0 + 20_200 }];
  await ledger.closed(connection(2, 0, 41, { reopenings }));
  const killed = connection(3, 40, 71);
  await ledger.opened(openedOf(killed));
  const { streamId, claimedAtMs, epoch, claimId, holder, host, connectedAtMs = 0, deadlineMs = 0 } = killed;
  await ledger.infer({
    ...{ streamId, claimedAtMs, epoch, claimId, holder, host, connectedAtMs, deadlineMs, by: "successor" },
    ...{ endedAtMs: T0 + 75_000, outcome: "killed" },
    knownUp: [{ fromMs: T0 + 40_000, untilMs: T0 + 71_000 }],
  });
  const handover = { proof: "none", why: "the one before was gone" } as const;
  await ledger.closed(connection(4, 75, 90, { outcome: "ended", handover }));
  await ledger.closed(connection(2, 0, 60, { streamId: "calm", outcome: "ended" }));
});
afterAll(() => world.stop());

const gaps = (...argv: string[]) =>
  world.run(NOW_MS, "gaps", "--table", LEDGER_TABLE, "--endpoint", world.endpoint, ...argv);

describe("watch gaps", () => {
  test("prints the table of processing times and the gaps, and fails for one that is longer than allowed", async () => {
    const { code, stdout, stderr } = await gaps("--stream", "weather", "--since", "1d");
    expect(stderr).toBe("");
    expect(code).toBe(EXIT_CODES.gap);
    expect(stdout).toBe(`\
Stream weather from 2029-12-31T12:02:00.000Z until 2030-01-01T12:02:00.000Z

epoch  holder  from                      until                     how long      outcome            reopened  events  handover
2      A       2030-01-01T12:00:00.000Z  2030-01-01T12:00:41.000Z  00:00:41.000  superseded         1         20      -
3      B       2030-01-01T12:00:40.000Z  2030-01-01T12:01:15.000Z  00:00:35.000  killed (inferred)  0         -       -
4      A       2030-01-01T12:01:15.000Z  2030-01-01T12:01:30.000Z  00:00:15.000  ended              0         40      not provable: the one before was gone

gap from                  until                     how long      certainty
2030-01-01T12:00:20.000Z  2030-01-01T12:00:20.200Z  00:00:00.200  proven
2030-01-01T12:01:11.000Z  2030-01-01T12:01:15.000Z  00:00:04.000  suspected

00:01:25.800 connected, 00:00:01.000 doubly, 23:58:30.000 without a stream
1 gap above 00:00:01.000, the longest 00:00:04.000 (suspected).
`);
  });

  test("is content with gaps that are allowed, and with none", async () => {
    expect(await gaps("--stream", "weather", "--allow", "4s")).toMatchObject({ code: EXIT_CODES.done });
    const calm = await gaps("--stream", "calm", "--allow", "0s");
    expect(calm).toMatchObject({ code: EXIT_CODES.done, stdout: expect.stringContaining("\nNo gap.\n") });
  });

  test("prints all of it as JSON, and nothing of the claim", async () => {
    const { code, stdout } = await gaps("--stream", "weather", "--json", "--since", "2030-01-01T12:00:50");
    expect(code).toBe(EXIT_CODES.gap);
    const { connections, gaps: found, ...sums } = JSON.parse(stdout);
    expect(sums).toEqual({
      ...{ streamId: "weather", sinceMs: T0 + 50_000, untilMs: NOW_MS, allowMs: 1_000, isAllowed: false },
      ...{ coveredMs: 36_000, doubledMs: 0, idleMs: 30_000, pendingMs: 0 },
    });
    expect(found).toEqual([
      {
        ...{ fromMs: T0 + 71_000, untilMs: T0 + 75_000, lengthMs: 4_000 },
        ...{ certainty: "suspected", provenMs: 0, isSwap: false },
      },
    ]);
    expect(connections.map(({ epoch }: { epoch: number }) => epoch)).toEqual([3, 4]);
    expect(connections[0]).toMatchObject({ outcome: "killed", inferred: ["endedAtMs", "outcome"] });
    expect(stdout).not.toContain("secret-claim");
  });

  test("does not call what has not happened yet a gap, and says what nobody can tell", async () => {
    await world.ledger.opened(openedOf(connection(2, 0, 60, { streamId: "alive" })));
    const { code, stdout } = await gaps("--stream", "alive", "--until", "2031-01-01");
    expect(code).toBe(EXIT_CODES.done);
    expect(stdout).toContain("goes on");
    expect(stdout).toContain("00:02:00.000 that nobody can tell of yet");
  });

  test("escapes what would do something to the terminal", async () => {
    const bad = {
      streamId: "odd",
      outcome: "\u001b[2Jred",
      handover: { proof: "none", why: "a\nb" },
    } as const;
    await world.ledger.closed(connection(2, 0, 60, bad));
    const { stdout } = await gaps("--stream", "odd");
    expect(stdout).toContain("\\u001b[2Jred");
    expect(stdout).toContain("a\\u000ab");
  });
});

describe("watch gaps says what is wrong, with a code", () => {
  const stream = ["--stream", "weather"];
  test.each([
    [["--since", "soon", ...stream], /--since is "soon": give a duration.*; see --help \(WATCH_USAGE\)/],
    [["--allow", "-1s", ...stream], /--allow is "-1s"/],
    [["--since", "1h", "--until", "2h", ...stream], /--since must be before --until/],
    [["--stream", ""], /--stream needs a value/],
    [[], /--stream <id>/],
    [["--nonsense", ...stream], /unknown option '--nonsense'/],
    [["--endpoint", "nowhere", ...stream], /--endpoint is "nowhere"/],
    [["--table", "no table", ...stream], /--table or --stream cannot be used: .*WATCH_USAGE/],
    [["--stream", "x".repeat(3_000)], /--stream cannot be used/],
  ])("%j", async (argv, complaint) => {
    const { code, stderr, stdout } = await gaps(...argv);
    expect(stderr).toMatch(complaint);
    expect(stderr.split("\n")).toHaveLength(2);
    expect([code, stdout]).toEqual([EXIT_CODES.wrongOption, ""]);
  });

  test("no place", async () => {
    expect(await world.run(NOW_MS, "gaps", "--stream", "a")).toMatchObject({
      code: EXIT_CODES.wrongOption,
      stderr: expect.stringContaining("say where the tables are: --stack"),
    });
    expect(await world.run(NOW_MS)).toMatchObject({ code: EXIT_CODES.wrongOption });
    expect(await world.run(NOW_MS, "gaps", "--stream", "a", "--streams-table", "abc")).toMatchObject({
      code: EXIT_CODES.wrongOption,
      stderr: expect.stringContaining("say which table is meant: --table"),
    });
  });

  test("no such stream, no such table, no DynamoDB", async () => {
    expect(await gaps("--stream", "unheard-of")).toMatchObject({
      code: EXIT_CODES.notRead,
      stderr: `watch: there is no stream "unheard-of" on record in ${LEDGER_TABLE}: correct --stream (WATCH_STREAM_UNKNOWN)\n`,
    });
    expect(await gaps("--table", "missing", ...stream)).toMatchObject({
      code: EXIT_CODES.notRead,
      stderr: expect.stringMatching(/there is no table missing: correct --table.*\(WATCH_TABLE_MISSING\)\n$/),
    });
    expect(await gaps("--endpoint", "http://127.0.0.1:1", ...stream)).toMatchObject({
      code: EXIT_CODES.notRead,
      stderr: expect.stringMatching(/the ledger test-ledger cannot be read: .*\(WATCH_READ_FAILED\)\n$/),
    });
  });

  test("no access", async () => {
    const refused = { __type: "com.amazonaws#AccessDeniedException", message: "not authorized\nto: secret" };
    await using server = await serve(400, JSON.stringify(refused));
    const { code, stderr } = await gaps("--endpoint", server.url, ...stream);
    expect(code).toBe(EXIT_CODES.notRead);
    expect(stderr).toMatch(
      /may not read the ledger test-ledger: allow dynamodb:Query.*\(WATCH_ACCESS_DENIED\)\n$/,
    );
  });
});

describe("watch gaps --stack", () => {
  const outputs = (...names: string[]) =>
    `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>S</StackName><Outputs>${names
      .map((name) => `<member><OutputKey>${name}</OutputKey><OutputValue>t-${name}</OutputValue></member>`)
      .join("")}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  const ask = async (status: number, body: string) => {
    await using server = await serve(status, body);
    return await world.run(NOW_MS, "gaps", "--stack", "S", "--stream", "weather", "--endpoint", server.url);
  };

  test("reads the table's name from the outputs", async () => {
    const { stderr } = await ask(200, outputs("StreamsLedgerTable", "StreamsTable"));
    expect(stderr).toContain("the ledger t-StreamsLedgerTable");
  });

  test("says what is wrong with the stack", async () => {
    expect((await ask(200, outputs("Api"))).stderr).toContain(
      "no output of the stack S ends with LedgerTable",
    );
    expect((await ask(200, outputs("ALedgerTable", "BLedgerTable"))).stderr).toContain("several outputs");
    const missing = `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id S does not exist</Message></Error></ErrorResponse>`;
    expect(await ask(400, missing)).toMatchObject({
      code: EXIT_CODES.notRead,
      stderr: expect.stringMatching(/there is no stack S: .*\(WATCH_STACK_UNUSABLE\)\n$/),
    });
    const denied = missing.replace("ValidationError", "AccessDenied");
    expect((await ask(403, denied)).stderr).toMatch(
      /allow cloudformation:DescribeStacks.*\(WATCH_ACCESS_DENIED\)/,
    );
  });
});

test("watch --version and --help", async () => {
  expect(await world.run(NOW_MS, "--version")).toMatchObject({ code: 0, stdout: "1.2.3\n" });
  expect((await world.run(NOW_MS, "gaps", "--help")).stdout).toContain("Exit codes: 0 no gap above --allow");
});

/** A server that answers everything alike. */
async function serve(status: number, body: string) {
  const server = createServer((request, response) => {
    request
      .resume()
      .on("end", () => response.writeHead(status, { "content-type": contentType(body) }).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function contentType(body: string): string {
  return body.startsWith("<") ? "text/xml" : "application/x-amz-json-1.0";
}
