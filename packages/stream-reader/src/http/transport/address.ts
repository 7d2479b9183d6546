import { BlockList, isIP } from "node:net";

/** The host of a URL in lower case: an IPv6 address without its brackets, a name without its last dot. */
export function hostOf({ hostname }: Pick<URL, "hostname">): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/(.)\.$/, "$1");
}

/** Whether a text is an address, and in a list of them. */
export function isInBlock(address: string, block: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && block.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** What is not for everybody to reach (IANA special-purpose registries, RFC 6890): this host, private, link-local, multicast, reserved. */
const PRIVATE_IPV4: readonly [network: string, prefix: number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

const PRIVATE_IPV6: readonly [network: string, prefix: number][] = [
  ["::", 127],
  ["64:ff9b:1::", 48],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

/** Made when it is first asked for: most sources are never redirected. */
let privateBlock: BlockList | undefined;

/**
 * Whether an address, or a name that always means one, is loopback, link-local or private, an IPv4 address inside of an IPv6 one
 * (mapped, NAT64, 6to4) included. What other names resolve to, only connecting shows.
 */
export function isPrivate(host: string): boolean {
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  privateBlock ??= privateAddresses();
  return isInBlock(host, privateBlock);
}

function privateAddresses(): BlockList {
  const block = new BlockList();
  for (const [network, prefix] of PRIVATE_IPV6) block.addSubnet(network, prefix, "ipv6");
  for (const [network, prefix] of PRIVATE_IPV4) {
    const hex = network.split(".").map((byte) => Number(byte).toString(16).padStart(2, "0"));
    const groups = `${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`;
    block.addSubnet(network, prefix, "ipv4");
    block.addSubnet(`::${groups}`, 96 + prefix, "ipv6");
    block.addSubnet(`::ffff:${groups}`, 96 + prefix, "ipv6");
    block.addSubnet(`64:ff9b::${groups}`, 96 + prefix, "ipv6");
    block.addSubnet(`2002:${groups}::`, 16 + prefix, "ipv6");
  }
  return block;
}
