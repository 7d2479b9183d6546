import { mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PythonMissingError, pythonTool } from "../src/index.ts";

const TOOL = { name: "some-tool", version: "1.2.3" };

describe("a tool written in Python", () => {
  it("is refused clearly, and leaves nothing, when there is no Python that is new enough", async () => {
    const cacheDir = await mkdtemp(join(tmpdir(), "python-tool-"));
    const attempt = pythonTool({ ...TOOL, cacheDir, interpreters: ["no-such-python", process.execPath] });
    await expect(attempt).rejects.toThrow(PythonMissingError);
    await expect(attempt).rejects.toThrow(
      /^some-tool needs Python 3\.10 or newer .* none of no-such-python, /,
    );
    expect(await readdir(cacheDir)).toEqual([]);
  });

  it("that is installed is not installed again", async () => {
    const cacheDir = await mkdtemp(join(tmpdir(), "python-tool-"));
    await mkdir(join(cacheDir, "some-tool-1.2.3"));
    await writeFile(join(cacheDir, "some-tool-1.2.3/.installed"), "");
    const program = await pythonTool({ ...TOOL, cacheDir, interpreters: [] });
    expect(program).toMatch(/some-tool-1\.2\.3.(bin|Scripts).some-tool/);
  });
});
