import { UsageError } from "../errors.ts";
import type { System } from "../system.ts";
import { apiAddress } from "./api-address.ts";
import { type Credentials, createSigner } from "./signer.ts";
import { StreamControl } from "./stream-control.ts";
import { StreamsApi } from "./streams-api.ts";

/** The API by which streams are started and stopped. */
export interface ApiOptions {
  /** With its stage, as the stack's output `Api` has it: `https:`, or an API on this machine. */
  readonly url: string;
  /** Its key, where it asks for one. It is told nobody else. */
  readonly apiKey?: string | undefined;
  /** Sign requests for an API at API Gateway's own address; without any, nothing is signed. */
  readonly credentials?: Credentials | undefined;
}

/** What a header can have, and a key is. */
const API_KEY = /^[\x21-\x7e]{1,256}$/;

/** @throws {UsageError} when the address or the key cannot be one */
export function openControl(
  { url, apiKey, credentials }: ApiOptions,
  system: Pick<System, "now" | "pause">,
): StreamControl {
  const address = apiAddress(url);
  if (apiKey !== undefined && !API_KEY.test(apiKey)) {
    throw new UsageError("WATCH_API_KEY must be 1 to 256 visible ASCII characters, without a space");
  }
  const sign =
    address.region === undefined || credentials === undefined
      ? undefined
      : createSigner(address.region, credentials);
  return new StreamControl(new StreamsApi({ address, apiKey, sign }), system);
}
