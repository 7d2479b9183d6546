import { type LookupAddress, type LookupAllOptions, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPrivate } from "./address.ts";

/** A name resolves to an address that is not for everybody to reach. */
export class PrivateAddressError extends Error {
  override readonly name = "PrivateAddressError";
}

/**
 * Resolves a name as Node does, and fails when an address of it is loopback, link-local or private. It is asked while
 * connecting, so a name cannot be given one address for the check and another for the connection (DNS rebinding).
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  const all: LookupAllOptions = { ...(options as LookupAllOptions), all: true };
  lookup(hostname, all, (error, addresses: LookupAddress[]) => {
    const found = addresses?.find(({ address }) => isPrivate(address));
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) callback(error, []);
    else if (found !== undefined) callback(new PrivateAddressError("it resolves to a private address"), []);
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
