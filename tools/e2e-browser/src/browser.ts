import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { BrowserMissingError } from "./errors.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** In a container there is neither a sandbox nor a graphics card. */
const ARGUMENTS = ["--no-sandbox", "--disable-gpu"];

/**
 * Starts the browser of this machine, or else the one that comes as a package.
 *
 * @throws BrowserMissingError that says how one is had
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = onPath() ?? (await fromPackage());
  try {
    return await chromium.launch({ executablePath, args: ARGUMENTS });
  } catch (error) {
    const [line = ""] = (error as Error).message.split("\n", 1);
    throw new BrowserMissingError(
      `the browser ${executablePath} does not start (${line}): install Debian's (apt-get install chromium), or what it lacks`,
      { cause: error },
    );
  }
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

async function fromPackage(): Promise<string> {
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    return await packed.executablePath();
  } catch (error) {
    throw new BrowserMissingError(
      `there is no browser: ${NAMES.join(", ")} are not on the PATH, and @sparticuz/chromium cannot be unpacked ` +
        `(${(error as Error).message}). Install one, on Debian by apt-get install chromium`,
      { cause: error },
    );
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
