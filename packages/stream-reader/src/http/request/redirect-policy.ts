import { between } from "../../between.ts";
import { DEFAULT_MAX_REDIRECTS } from "../../limits.ts";
import type { RedirectOptions } from "./request-options.ts";

const MAX_REDIRECTS = 100;

/** How far redirects are followed. */
export interface RedirectPolicy {
  readonly maxRedirects: number;
  readonly allowInsecureRedirects: boolean;
  /** Lower-case names of headers that never go to another origin. */
  readonly sameOriginHeaders: readonly string[];
}

/**
 * The policy that `options` ask for.
 *
 * @throws StreamOptionError
 */
export function redirectPolicy(options: RedirectOptions): RedirectPolicy {
  const maxRedirects = options.maxRedirects ?? DEFAULT_MAX_REDIRECTS;
  return {
    maxRedirects: between("maxRedirects", maxRedirects, [0, MAX_REDIRECTS]),
    allowInsecureRedirects: options.allowInsecureRedirects ?? false,
    sameOriginHeaders: (options.sameOriginHeaders ?? []).map((name) => name.toLowerCase()),
  };
}
