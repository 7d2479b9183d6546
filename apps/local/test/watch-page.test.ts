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
