import { pathToFileURL } from "node:url";

/** Imports a module, checks that it has the export, and says what that cost the processor. */
const [file = "", exported = ""] = process.argv.slice(2);
const module = await import(pathToFileURL(file).href);
if (exported !== "" && typeof module[exported] !== "function") {
  throw new TypeError(`${file} exports no function ${exported}`);
}
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ cpuMs: (user + system) / 1000 }));
