import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { killFunctions } from "../src/processes/kill-functions.ts";
import { listProcesses } from "../src/processes/list-processes.ts";

it("a process is listed with its group and its command line; one that is no function of the group is not killed", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "a (strange) name"], {
    ...{ detached: true, stdio: "ignore" },
  });
  try {
    await once(child, "spawn");
    const { pid = 0 } = child;
    const found = (await listProcesses()).find((process) => process.pid === pid);
    expect(found).toMatchObject({ pid, group: pid });
    expect(found?.command).toContain("a (strange) name");
    expect(await killFunctions(pid)).toBe(0);
  } finally {
    child.kill("SIGKILL");
  }
});
