import { BlockList, isIP } from "node:net";
import { RegistryNotLoopbackError } from "../errors.ts";

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/**
 * Lets only addresses of the loopback interface pass. A name is none, `localhost` neither: what it stands for is settled elsewhere.
 *
 * @throws {RegistryNotLoopbackError} for any other
 */
export function assertLoopback(registry: string): void {
  const host = URL.parse(registry)?.hostname.replace(/^\[(.*)\]$/, "$1") ?? "";
  const version = isIP(host);
  if (version === 0 || !LOOPBACK.check(host, version === 4 ? "ipv4" : "ipv6")) {
    throw new RegistryNotLoopbackError(registry);
  }
}
