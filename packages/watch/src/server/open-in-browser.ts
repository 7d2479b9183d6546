import { spawn } from "node:child_process";

/** What opens an address with the user's own browser, by the platform. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Opens an address in the user's browser; where that is not possible, nothing happens. */
export function openInBrowser(url: string): void {
  const [command = "", ...argv] = OPENERS[process.platform] ?? ["xdg-open"];
  const child = spawn(command, [...argv, url], { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}
