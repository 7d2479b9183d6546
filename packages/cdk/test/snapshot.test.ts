import { describe, expect, it } from "vitest";
import { templates } from "./support/stacks.ts";

/** The template without what changes with the bundled handler. */
function stable(template: { toJSON(): unknown }): unknown {
  return JSON.parse(JSON.stringify(template.toJSON()).replaceAll(/[0-9a-f]{64}/g, "ASSET"));
}

describe("the template", () => {
  it.each(["defaults", "everything", "little", "fleet", "outlets", "named"] as const)(
    "is as it was: %s",
    async (name) => {
      const text = `${JSON.stringify(stable(templates[name]()), null, 2)}\n`;
      await expect(text).toMatchFileSnapshot(`./fixtures/${name}.template.json`);
    },
  );
});
