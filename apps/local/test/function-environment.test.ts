import { configFromEnvironment } from "@unbounded-streams/connection-manager";
import { describe, expect, it } from "vitest";
import { functionEnvironment } from "../src/function-environment.ts";
import { readCommandLine } from "../src/options/options.ts";

const SURROUNDINGS = { aws: { AWS_REGION: "us-east-1" }, deadLetterDir: "/data/dead-letters" };

function environmentOf(...argv: string[]): Record<string, string> {
  const commandLine = readCommandLine(argv, () => "new");
  if (commandLine.kind === "help") throw new Error("asked for help");
  return functionEnvironment(commandLine.options, undefined, SURROUNDINGS);
}

describe("the function's environment on this machine", () => {
  it("says to the function what the command line says", () => {
    const config = configFromEnvironment(
      environmentOf(
        ...["--url", "https://example.com/feed", "--format", "sse", "--header", "x-a: b"],
        ...[
          "--follow-policy",
          '{"goneAfterMs":60000}',
          "--end-on-close",
          "--cookies",
          "--on-invalid",
          "fail",
        ],
        ...["--event-timeout", "60", "--headers-timeout", "7"],
      ),
    );
    expect(config).toMatchObject({
      location: { url: "https://example.com/feed" },
      headers: { "x-a": "b" },
      followPolicy: { goneAfterMs: 60_000 },
      endSignals: [{ kind: "close" }],
      cookies: true,
      onInvalid: "fail",
      eventTimeoutMs: 60_000,
      headersTimeoutMs: 7_000,
      deadLetters: { kind: "folder", directory: "/data/dead-letters" },
      allowPrivateRedirects: [],
    });
  });

  it("has the key and its scheme", () => {
    process.env.TEST_KEY = "s3cret";
    const argv = ["--url", "https://example.com", "--key-env", "TEST_KEY", "--key-scheme", "query:token"];
    const config = configFromEnvironment(environmentOf(...argv));
    delete process.env.TEST_KEY;
    expect(config).toMatchObject({ keySource: { key: "s3cret" }, keyScheme: { in: "query", name: "token" } });
  });

  it("says how events are written, and how long packed ones wait", () => {
    const packed = environmentOf(
      ...["--url", "https://example.com", "--write-mode", "packed", "--pack-delay", "250"],
    );
    expect(configFromEnvironment(packed)).toMatchObject({ writeMode: "packed", packDelayMs: 250 });
    const own = configFromEnvironment(environmentOf("--url", "https://example.com"));
    expect(own).toMatchObject({ writeMode: "auto", packDelayMs: undefined });
  });

  it("lets a source of this machine redirect to this machine", () => {
    const { ALLOW_PRIVATE_REDIRECTS } = environmentOf("--url", "http://localhost:8080");
    expect(ALLOW_PRIVATE_REDIRECTS).toBe("localhost,127.0.0.1,[::1]");
  });

  it("has a fleet's bounds, with room for as many carriers again, and none without one", () => {
    const config = configFromEnvironment(
      environmentOf(
        "--url",
        "https://example.com/{streamId}",
        "--streams",
        "90",
        "--streams-per-function",
        "25",
      ),
    );
    expect(config).toMatchObject({ fleet: { fleet: "default", capacity: 25, maxCarriers: 8 } });
    const { FLEET, MAX_CARRIERS, PROGRESS_INTERVAL_MS } = environmentOf("--url", "https://example.com");
    expect([FLEET, MAX_CARRIERS, PROGRESS_INTERVAL_MS]).toEqual([undefined, undefined, "250"]);
  });
});
