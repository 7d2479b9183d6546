import { between } from "../../between.ts";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import { DEFAULT_MAX_REDIRECTS } from "../../limits.ts";
import { hostOf } from "../transport/address.ts";
import type { TransportOptions } from "../transport/transport-options.ts";
import type { RedirectOptions } from "./request-options.ts";

const MAX_REDIRECTS = 100;

/** How far redirects are followed. */
export interface RedirectPolicy {
  readonly maxRedirects: number;
  readonly allowInsecureRedirects: boolean;
  /** Lower-case names of headers of the caller's that go to another origin. */
  readonly crossOriginHeaders: readonly string[];
  /** Whether they may lead to private addresses, or the lower-case names of the hosts of which they may. */
  readonly allowPrivate: boolean | readonly string[];
  /** Whether another origin cannot be reached, as what is reached is a Unix socket. */
  readonly staysOnOrigin: boolean;
}

/**
 * The policy that `options` ask for.
 *
 * @throws StreamOptionError
 */
export function redirectPolicy(
  options: RedirectOptions & Pick<TransportOptions, "socketPath" | "dispatcher">,
): RedirectPolicy {
  const maxRedirects = options.maxRedirects ?? DEFAULT_MAX_REDIRECTS;
  return {
    maxRedirects: between("maxRedirects", maxRedirects, [0, MAX_REDIRECTS]),
    allowInsecureRedirects: options.allowInsecureRedirects ?? false,
    crossOriginHeaders: (options.crossOriginHeaders ?? []).map((name) => name.toLowerCase()),
    allowPrivate: checkedAllowance(options.redirects?.allowPrivate ?? true),
    staysOnOrigin: options.socketPath !== undefined && options.dispatcher === undefined,
  };
}

/** Whether a redirect from `first` may lead to this URL when its host is, or resolves to, a private address. */
export function mayBePrivate(url: URL, first: URL, { allowPrivate }: RedirectPolicy): boolean {
  if (allowPrivate === true || url.hostname === first.hostname) return true;
  return allowPrivate !== false && allowPrivate.includes(hostOf(url));
}

function checkedAllowance(given: boolean | readonly string[]): boolean | readonly string[] {
  if (typeof given === "boolean") return given;
  if (Array.isArray(given) && given.every((host) => typeof host === "string" && isHost(host))) {
    return given.map((host) => hostOf(new URL(`http://${host}/`)));
  }
  throw new StreamOptionError(
    `redirects.allowPrivate is ${JSON.stringify(given)}: it must be true, false or a list of hosts, such as ["internal.example"]`,
  );
}

function isHost(text: string): boolean {
  return /^(?:[\w.-]+|\[[\da-f:.]+\])$/i.test(text) && URL.canParse(`http://${text}/`);
}
