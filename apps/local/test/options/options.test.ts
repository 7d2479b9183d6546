import { describe, expect, it } from "vitest";
import { WrongOptionError } from "../../src/errors.ts";
import { type LocalOptions, readCommandLine } from "../../src/options/options.ts";

function optionsOf(...argv: string[]): LocalOptions {
  const commandLine = readCommandLine(argv, () => "new");
  if (commandLine.kind === "help") throw new Error("asked for help");
  return commandLine.options;
}

describe("the command line", () => {
  it("has defaults for everything", () => {
    expect(optionsOf()).toEqual({
      source: { format: "ndjson", onInvalid: "dead-letter", connectionMode: "overlap" },
      key: undefined,
      streamId: "new",
      fleet: undefined,
      strategy: "relay",
      lifetimeSeconds: 12,
      waitSeconds: 9,
      handoverLeadSeconds: 3,
      maxTurns: undefined,
      crashRate: 0,
      seed: 1,
      events: 1000,
      rate: 25,
      sourceMode: "exclusive",
      sourceFaults: "",
      sourceDuplicates: 0,
      sourceResume: false,
      writeMode: "auto",
      packDelayMs: undefined,
      apiPort: 0,
      dataDir: ".unbounded-streams",
      dynamodbEndpoint: undefined,
      open: false,
      json: false,
    });
  });

  it("takes a foreign stream with headers and end signals", () => {
    const options = optionsOf(
      ...[
        "--url",
        "https://example.com/stream",
        "--format",
        "sse",
        "--header",
        "X-Key: a b",
        "--header",
        "b:c",
      ],
      ...["--end-signal", "data:[DONE]", "--end-signal", "status:410", "--stream-id", "s.1"],
    );
    expect(options).toMatchObject({
      source: {
        url: "https://example.com/stream",
        format: "sse",
        headers: { "x-key": "a b", b: "c" },
        endSignals: ["data:[DONE]", "status:410"],
      },
      streamId: "s.1",
    });
  });

  it.each([
    [["--streams", "3"], { streams: 3, streamsPerFunction: 50 }],
    [["--streams", "50", "--streams-per-function", "25"], { streams: 50, streamsPerFunction: 25 }],
    [["--streams-per-function", "25"], { streams: 1, streamsPerFunction: 25 }],
    [["--streams", "0"], { streams: 0, streamsPerFunction: 50 }],
    [["--streams", "1"], undefined],
    [["--streams", "2", "--url", "https://example.com/{streamId}"], { streams: 2, streamsPerFunction: 50 }],
  ])("makes a fleet of many streams, or of one where it says so: %j", (argv, fleet) => {
    expect(optionsOf(...argv).fleet).toEqual(fleet);
  });

  it("gives many streams more time to change hands, unless times are given", () => {
    expect(optionsOf("--streams", "2")).toMatchObject({ lifetimeSeconds: 20, handoverLeadSeconds: 8 });
    const times = ["--lifetime", "900", "--streams", "2"];
    expect(optionsOf(...times)).toMatchObject({ lifetimeSeconds: 900, handoverLeadSeconds: 30 });
    expect(optionsOf(...times, "--handover-lead", "60")).toMatchObject({ handoverLeadSeconds: 60 });
    expect(optionsOf("--streams", "2", "--lifetime", "2")).toMatchObject({ handoverLeadSeconds: 1 });
  });

  it("takes how connections end, and what follows", () => {
    const options = optionsOf(
      ...["--follow-policy", '{"goneAfterMs":60000}', "--end-on-close", "--cookies", "--on-invalid", "fail"],
      ...["--event-timeout", "60", "--headers-timeout", "7"],
    );
    expect(options.source).toMatchObject({
      followPolicy: { goneAfterMs: 60_000 },
      endOnClose: true,
      cookies: true,
      onInvalid: "fail",
      eventTimeoutSeconds: 60,
      headersTimeoutSeconds: 7,
    });
  });

  it.each(["auto", "put", "batch", "packed"])("takes --write-mode %s", (writeMode) => {
    expect(optionsOf("--write-mode", writeMode)).toMatchObject({ writeMode, packDelayMs: undefined });
  });

  it("takes how long packed events wait for others", () => {
    const options = optionsOf("--write-mode", "packed", "--pack-delay", "250");
    expect(options).toMatchObject({ writeMode: "packed", packDelayMs: 250 });
  });

  it.each([
    [["--write-mode", "stream"], /auto, put, batch, packed/],
    [["--write-mode", "packed", "--pack-delay", "0"], /whole number from 1 to 60000/],
    [["--write-mode", "packed", "--pack-delay", "60001"], /whole number from 1 to 60000/],
    [
      ["--pack-delay", "500"],
      /--pack-delay is given with --write-mode auto: allowed with --write-mode packed/,
    ],
    [["--follow-policy", "[]"], /one JSON object/],
    [["--follow-policy", "{"], /one JSON object/],
    [["--on-invalid", "drop"], /dead-letter, fail/],
    [["--event-timeout", "0"], /whole number from 1 to 86400/],
    [["--headers-timeout", "x"], /whole number from 1 to 86400/],
    [["--url", "http://a", "--key-scheme", "Digest"], /Bearer, Basic, header:NAME and query:NAME/],
    [["--url", "http://a", "--key-scheme", "Basic"], /--key-scheme is given without a key/],
    [["--streams", "1001"], /whole number from 0 to 1000/],
    [["--streams-per-function", "0"], /whole number from 1 to 500/],
    [["--streams", "2", "--strategy", "staggered"], /--strategy staggered is given with --streams.*relay/],
    [["--streams", "2", "--url", "http://a"], /with \{streamId\} in the place/],
    [["--streams", "2", "--stream-id", "s".repeat(127)], /too long for many streams/],
    [["--format", "xml"], /chunks, lines, ndjson, sse/],
    [["--strategy", "magic"], /relay, staggered, staggered-joined, retry-on-timeout/],
    [["--lifetime", "3", "--handover-lead", "3"], /--handover-lead 3 is not shorter than --lifetime 3/],
    [["--crash-rate", "1.5"], /number from 0 to 1/],
    [["--connection-mode", "both"], /overlap, single/],
    [["--url", "https://user:secret@example.com"], /^(?!.*secret).*user name or password/],
    [["--lifetime", "901"], /whole number from 1 to 900/],
    [
      ["--strategy", "staggered", "--lifetime", "6", "--wait", "6"],
      /--wait 6 is not shorter than --lifetime 6/,
    ],
    [["--events", "0"], /whole number from 1 to 1000000/],
    [["--rate", "fast"], /number from 0.1 to 100000/],
    [["--url", "example.com"], /http:\/\/ or https:\/\//],
    [["--url", "http://[/?token=s3cret"], /^(?!.*s3cret)--url is "http:\/\/\[\/\?\*\*\*": allowed is a URL/],
    [["--url", "http://user:s3cret@a:99999/"], /^(?!.*s3cret)--url is "http:\/\/\*\*\*@a:99999\/": allowed/],
    [
      ["--url", "http://a", "--message", "x"],
      /--message or --protocol is given with a --url of HTTP, .*: leave it out/,
    ],
    [["--url", "http://a", "--format", "messages"], /--format messages is of WebSockets: give --url with ws/],
    [["--url", "ws://a", "--method", "POST"], /--method or --body is given with a --url of a WebSocket/],
    [["--end-signal", "done"], /status:410, data:\[DONE\]/],
    [["--stream-id", "../x"], /letters, digits/],
    [["--source-faults", "burn:1"], /drop-after-events/],
    [["--source-mode", "private"], /exclusive, shared/],
    [["--unknown"], /--unknown/],
    [["extra"], /extra|too many/],
  ])("refuses %j with one line that says what is allowed", (argv, pattern) => {
    expect(() => optionsOf(...argv)).toThrow(WrongOptionError);
    expect(() => optionsOf(...argv)).toThrow(pattern);
    expect(() => optionsOf(...argv)).toThrow(/^[^\n]+$/);
  });

  it.each([
    [["--url", "http://a", "--events", "5"], /^--events does nothing here: .*built-in source/],
    [["--url", "http://a", "--source-resume"], /^--source-resume does nothing here/],
    [["--wait", "5"], /^--wait does nothing here: .*--strategy staggered/],
    [["--strategy", "staggered", "--max-turns", "3"], /^--max-turns does nothing here: .*relay/],
    [["--strategy", "retry-on-timeout", "--handover-lead", "2"], /^--handover-lead does nothing here/],
  ])("takes %j, and says what it does nothing for", (argv, pattern) => {
    expect(readCommandLine(argv, () => "new")).toMatchObject({
      kind: "run",
      warnings: [expect.stringMatching(pattern)],
    });
  });

  it("says nothing of options that are of use", () => {
    const argv = ["--strategy", "retry-on-timeout", "--wait", "4", "--events", "300", "--lifetime", "6"];
    expect(readCommandLine(argv, () => "new")).toMatchObject({ kind: "run", warnings: [] });
  });

  it("never repeats a header in an error, which may hold a secret", () => {
    expect(() => optionsOf("--header", "authorization secret")).toThrow(/^(?!.*secret)/);
  });

  it("lists every option in its help", () => {
    const help = readCommandLine(["--help"], () => "new");
    expect(help.kind).toBe("help");
    const text = help.kind === "help" ? help.text : "";
    expect(text).toContain("Exit code");
    for (const option of [
      ...[
        "--url",
        "--format",
        "--header",
        "--end-signal",
        "--stream-id",
        "--strategy",
        "--lifetime",
        "--wait",
        "--events",
      ],
      ...[
        "--rate",
        "--source-mode",
        "--source-faults",
        "--source-duplicates",
        "--data-dir",
        "--dynamodb-endpoint",
        "--json",
      ],
      ...[
        "--handover-lead",
        "--streams",
        "--streams-per-function",
        "--connection-mode",
        "--max-turns",
        "--crash-rate",
        "--seed",
        "--source-resume",
        "--api-port",
        "--follow-policy",
        "--end-on-close",
        "--event-timeout",
        "--headers-timeout",
        "--on-invalid",
        "--cookies",
        "--key-scheme",
        "--key-file",
        "--key-env",
        "--header-file",
        "--header-env",
        "--write-mode",
        "--pack-delay",
      ],
      ...["--config", "--source", "--event-id", "--event-key", "--method", "--body", "--query", "--message"],
      ...[
        "--protocol",
        "--resume",
        "--resume-start",
        "--keep-header",
        "--socket-path",
        "--http2",
        "--ca-file",
      ],
      ...["--cert-file", "--tls-key-file", "--accept-encoding", "--content-type", "--control"],
    ]) {
      expect(text).toContain(option);
    }
  });
});
