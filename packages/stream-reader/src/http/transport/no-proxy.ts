import { BlockList, isIP } from "node:net";
import { hostOf, isInBlock } from "./address.ts";

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * Whether a host is named in `NO_PROXY`, as curl reads it: entries between commas or spaces; `*` is every host; a domain
 * is itself and all below it, with or without a leading dot; `*.domain` is what is below it; an address is itself, or with `/n`
 * its network; an entry with a port is for that port alone. Names are told apart without case and a last dot.
 */
export function isExcluded(url: URL, noProxy: string): boolean {
  const host = hostOf(url);
  const port = url.port || DEFAULT_PORTS[url.protocol];
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [name, onPort] = partsOf(entry.toLowerCase());
      return (onPort === undefined || onPort === port) && matches(host, name);
    });
}

/** An entry without its port, and the port. An IPv6 address has one only in brackets. */
function partsOf(entry: string): [name: string, port: string | undefined] {
  const [, bracketed, bracketedPort] = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry) ?? [];
  if (bracketed !== undefined) return [bracketed, bracketedPort];
  const [, name = entry, port] = /^([^:]*):(\d+)$/.exec(entry) ?? [];
  return [name, port];
}

function matches(host: string, name: string): boolean {
  if (name === "*") return true;
  const [address = "", prefix] = name.split("/");
  if (isIP(address) !== 0) return isInNetwork(host, address, prefix);
  if (isIP(host) !== 0) return false;
  const domain = name.replace(/^\*?\./, "").replace(/\.$/, "");
  if (domain === "") return false;
  return (host === domain && !name.startsWith("*")) || host.endsWith(`.${domain}`);
}

function isInNetwork(host: string, address: string, prefix: string | undefined): boolean {
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  const bits = prefix === undefined ? (family === "ipv4" ? 32 : 128) : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > (family === "ipv4" ? 32 : 128)) return false;
  const network = new BlockList();
  network.addSubnet(address, bits, family);
  return isInBlock(host, network);
}
