import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { deflateRawSync } from "node:zlib";
import type { Plugin } from "esbuild";

/** The parser's only user in the bundle. */
const PARSER_USER = "../dispatcher/client-h1.js";

/** Makes data smaller that stands in files as it is: what nobody reads of it is left out, and a large program is packed. */
export const trim: Plugin = {
  name: "trim",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]client-[\w-]+[/\\]package\.json$/ }, async ({ path }) => ({
      contents: await versionIn(path),
      loader: "json",
    }));
    onLoad({ filter: /[/\\]llhttp[/\\]constants\.js$/ }, async ({ path }) => ({
      contents: await askedConstants(path),
      loader: "js",
    }));
    onLoad({ filter: /[/\\]llhttp[/\\]llhttp_simd-wasm\.js$/ }, ({ path }) => ({
      contents: packed(path),
      loader: "js",
    }));
  },
};

/** Of a client's `package.json` its version alone, which is in the user agent. */
async function versionIn(path: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path, "utf8"));
  return JSON.stringify({ version });
}

/** Of the constants of undici's parser, tables of methods and statuses among them, those that are asked for. */
async function askedConstants(path: string): Promise<string> {
  const constants = createRequire(path)(path);
  const user = await readFile(join(dirname(path), PARSER_USER), "utf8");
  const asked = new Set(Array.from(user.matchAll(/\bconstants\.(\w+)/g), ([, name = ""]) => name));
  const kept = Object.fromEntries([...asked].map((name) => [name, constants[name]]));
  return `module.exports = ${JSON.stringify(kept)};`;
}

/** undici's parser, a third as large: it is unpacked in less than a millisecond, for the first connection. */
function packed(path: string): string {
  const program: Uint8Array = createRequire(path)(path);
  const text = deflateRawSync(program, { level: 9 }).toString("base64");
  return `module.exports = require("node:zlib").inflateRawSync(Buffer.from("${text}", "base64"));`;
}
