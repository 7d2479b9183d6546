import { type LookupAddress, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPrivate } from "./address.ts";

/** A name resolves to an address that is not for everybody to reach. */
export class PrivateAddressError extends Error {
  override readonly name = "PrivateAddressError";
}

/**
 * Resolves a name, and fails when an address of it is loopback, link-local or private. It is asked while connecting, so a
 * name cannot be given one address for the check and another for the connection (DNS rebinding).
 *
 * @param resolve how names are resolved; as Node does by default
 */
export function publicLookup(resolve: LookupFunction = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, []);
      const addresses = found as LookupAddress[];
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => isPrivate(address))) {
        return callback(new PrivateAddressError("it resolves to a private address"), []);
      }
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}
