import { copyFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Makes the package stand alone: its code with that of the workspace's packages inside, and the handler as it is deployed. Only the
 * CDK itself stays outside, because an app must have one of it.
 */
await build({
  entryPoints: ["src/index.ts"],
  outfile: "dist/index.js",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22",
  external: ["aws-cdk-lib", "aws-cdk-lib/*", "constructs"],
  legalComments: "none",
});

const bundle = new URL(import.meta.resolve("@unbounded-streams/connection-manager/bundle"));
await mkdir("dist/handler", { recursive: true });
for (const name of ["index.mjs", "index.mjs.LEGAL.txt"]) {
  await copyFile(fileURLToPath(new URL(name, bundle)), `dist/handler/${name}`);
}
