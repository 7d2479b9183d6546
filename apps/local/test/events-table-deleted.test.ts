import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { expect, it } from "vitest";
import { EVENTS_TABLE } from "../src/tables.ts";
import { start } from "./start.ts";

/** The least of the pauses after four turns in vain: 1, 2, 4 and 8 s at most, each drawn from its longer half. */
const LEAST_PAUSES_MS = 1_000 + 1_000 + 2_000 + 4_000;

it("pauses longer and longer once the table of events is deleted, and says why", async () => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  const run = ["--json", "--stream-id", "s1", "--events", "100000", "--dynamodb-endpoint", endpoint];
  const started = await start(...run);
  const [, api = ""] = await started.narrated(/API: (\S+)\/connections\/s1/);
  const lease = async (): Promise<Record<string, unknown>> =>
    (await (await fetch(`${api}/connections/s1`)).json()) as Record<string, unknown>;

  await expect.poll(async () => (await lease()).stored).toBeGreaterThan(0);
  const { connections: before } = await lease();
  const deletedAtMs = Date.now();
  await client.send(new DeleteTableCommand({ TableName: EVENTS_TABLE }));
  await expect.poll(async () => (await lease()).failures).toBeGreaterThanOrEqual(5);

  expect(Date.now() - deletedAtMs).toBeGreaterThanOrEqual(LEAST_PAUSES_MS);
  const { connections, lastError, status } = await lease();
  expect(status).toBe("running");
  expect(lastError).toMatch(/ResourceNotFoundException/);
  expect(Number(connections) - Number(before)).toBeLessThanOrEqual(6);

  started.child.kill("SIGINT");
  await started.finished;
  client.destroy();
  server.closeAllConnections();
  server.close();
}, 180_000);
