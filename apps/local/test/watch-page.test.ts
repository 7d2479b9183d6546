import { expect, test } from "vitest";
import { start } from "./start.ts";

test("a run prints the address of a page that shows its stream while it lives", async () => {
  const { printed, finished } = await start("--events", "100", "--rate", "25", "--stream-id", "weather");
  const [, page = ""] = await printed(/^Page: (http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/)$/m);
  expect(await (await fetch(page)).text()).toContain("page.js");
  const window = 60_000;
  const response = await fetch(`${page}connections?stream=weather&window=${window}`);
  let told = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    told += chunk;
    if (told.includes('"connectedAtMs"')) break;
  }
  expect(told).toMatch(/"holder":"[^"]*\/A"/);
  const { code, stdout } = await finished;
  expect(code, stdout).toBe(0);
  await expect(fetch(page)).rejects.toThrow("fetch failed");
});

test("a stream is restarted and stopped from the page of its run, which goes on meanwhile and is over then", async () => {
  const { narrated, finished } = await start(
    ...[
      "--json",
      "--events",
      "100000",
      "--source-resume",
      "--source-mode",
      "shared",
      "--stream-id",
      "weather",
    ],
  );
  const [, page = ""] = await narrated(/^Page: (\S+)$/m);
  await narrated(/stored: [1-9]/);
  const ask = async (id: string, kind: string) => {
    const response = await fetch(`${page}control`, {
      method: "POST",
      headers: { origin: new URL(page).origin, "content-type": "application/json" },
      body: JSON.stringify({ id, kind, streamId: "weather" }),
    });
    return response.status;
  };
  expect(await ask("request-1", "restart")).toBe(202);
  await expect
    .poll(async () => (await fetch(`${page}control`)).json())
    .toMatchObject({ actions: [{ streamId: "weather", kind: "restart", state: "done" }] });
  expect(await ask("request-2", "stop")).toBe(202);
  const { report, code, stderr } = await finished;
  expect(code, stderr).toBe(0);
  expect(report).toMatchObject({ executions: 2, events: { lost: 0, storedTwice: 0 } });
  expect(report.lease).toMatchObject({ status: "stopped" });
});
