import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { templates } from "../support/stacks.ts";

const PAGE = new URL("../../../../docs/operations/alarms.md", import.meta.url);

describe("docs/operations/alarms.md", () => {
  it("has a section for each alarm, with what to look at and what to do, and for no other", async () => {
    const sections = (await readFile(PAGE, "utf8")).split(/^## /m).slice(1);
    const alarms = Object.keys(templates.fleet().findResources("AWS::CloudWatch::Alarm"));
    const named = sections.map((section) => section.slice(0, section.indexOf("\n")));
    expect(named.sort()).toEqual(alarms.map((id) => id.replace(/^Streams(\w+)Alarm\w{8}$/, "$1")).sort());
    for (const section of sections) {
      expect(section).toContain("- **Look at**");
      expect(section).toContain("- **Do**");
    }
  });
});
