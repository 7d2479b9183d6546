import { deepEqual } from "node:assert/strict";
import type { OpenStreamOptions } from "@unbounded-streams/stream-reader";
import { assertFails, type TrialStage, type Trials } from "./trial.ts";

/** Proxies, by option and by the environment's variables. */
export const PROXIES: Trials = {
  "a proxy": (at) => leads(at, at.stage.http, { proxy: at.stage.proxy }, [false, "1.1 proxy", null]),
  "a proxy, TLS through its tunnel": (at) =>
    leads(at, at.stage.https, { proxy: at.stage.proxy, tls: { ca: at.stage.ca } }, [true, null, "CONNECT"]),
  "a proxy, another authority behind it": (at) =>
    assertFails({ url: at.stage.https, proxy: at.stage.proxy, tls: { ca: at.stage.otherCa } }, "TLS_FAILED"),
  "a proxy that refuses": async (at) => {
    const proxy = at.stage.proxy.replace("user:", "nobody:");
    await assertFails({ url: at.stage.http, proxy }, "STREAM_REFUSED", /407/);
    await assertFails({ url: at.stage.https, proxy }, "STREAM_REFUSED", /407/);
  },
  SOCKS: (at) => leads(at, at.stage.http, { proxy: at.stage.socks }, [false, null, "SOCKS"]),
  "SOCKS, TLS through it": (at) =>
    leads(at, at.stage.https, { proxy: at.stage.socks, tls: { ca: at.stage.ca } }, [true, null, "SOCKS"]),
};

async function leads(
  at: TrialStage,
  origin: string,
  options: Partial<OpenStreamOptions>,
  expected: readonly [secure: boolean, via: string | null, tunnel: string | null],
): Promise<void> {
  const { secure, via, tunnel } = await at.about(origin, options);
  deepEqual([secure, via, tunnel], expected);
}
