import { describe, expect, it } from "vitest";
import { RegistryNotLoopbackError } from "../../src/errors.ts";
import { assertLoopback } from "../../src/registry/loopback.ts";
import { publish } from "../../src/registry/publish.ts";

const ELSEWHERE = [
  "https://elsewhere.example.com/",
  "http://localhost:4873/",
  "http://10.0.0.1:4873/",
  "http://0.0.0.0:4873/",
  "http://[::]:4873/",
  "http://[::ffff:10.0.0.1]:4873/",
  "http://127.0.0.1.example.com/",
  "http://127.0.0.1@elsewhere.example.com/",
  "127.0.0.1:4873",
  "",
];

describe("assertLoopback", () => {
  it.each(["http://127.0.0.1:4873/", "http://127.1.2.3/", "http://[::1]:4873/"])(
    "lets %s pass",
    (registry) => {
      expect(() => assertLoopback(registry)).not.toThrow();
    },
  );

  it.each(ELSEWHERE)("refuses %j", (registry) => {
    expect(() => assertLoopback(registry)).toThrow(RegistryNotLoopbackError);
  });
});

describe("publish", () => {
  it.each(ELSEWHERE)("runs nothing for %j", async (registry) => {
    const ran: string[] = [];
    const run = async (tool: unknown) => ran.push(String(tool)).toString();
    await expect(publish("a.tgz", { registry, run })).rejects.toThrow(RegistryNotLoopbackError);
    expect(ran).toEqual([]);
  });

  it("names the address for the packages' scope too, which whoever runs it may have elsewhere", async () => {
    const ran: (readonly string[])[] = [];
    const run = async (_tool: unknown, args: readonly string[]) => ran.push(args).toString();
    await publish("a.tgz", { registry: "http://127.0.0.1:1/", run });
    expect(ran[0]).toContain("--@unbounded-streams:registry=http://127.0.0.1:1/");
  });
});
