import { pythonEnvironment } from "@unbounded-streams/testing";
import { missingCommand } from "../processes/find-command.ts";

const RECIPES = new URL("../../python/", import.meta.url);

let made: Promise<string> | undefined;

/** What to say where there is no Python; undefined where there is. */
export function missingPython(): Promise<string | undefined> {
  return missingCommand("python3", "apt-get install python3-venv, or Python 3.10 or newer from elsewhere");
}

/**
 * A Python with what `python/servers.txt` of this tool names, made once per user into `~/.cache/unbounded-streams`.
 *
 * @returns its path; run modules with it (`-m`)
 * @throws MissingToolError, CommandFailedError with what pip said
 */
export function serversPython(): Promise<string> {
  made ??= pythonEnvironment("servers", RECIPES);
  return made;
}
