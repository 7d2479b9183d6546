import { ENCRYPTED } from "./encrypted.ts";
import { ENDINGS } from "./endings.ts";
import { CROWDS, FLOODS } from "./heavy.ts";
import { PROXIES } from "./proxies.ts";
import { CODINGS, REQUESTS } from "./requests.ts";
import { SOCKETS } from "./sockets.ts";
import type { Trials } from "./trial.ts";

/** Those of a group are made at once; what is heavy is by itself, so that it does not pass for a slow peer of the others. */
export const GROUPS: readonly Trials[] = [
  { ...REQUESTS, ...CODINGS, ...ENDINGS, ...ENCRYPTED, ...PROXIES, ...SOCKETS },
  CROWDS,
  FLOODS,
];
