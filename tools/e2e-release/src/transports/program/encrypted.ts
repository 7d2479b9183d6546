import { deepEqual, equal } from "node:assert/strict";
import { lines, openStream } from "@unbounded-streams/stream-reader";
import { CLIENT_NAME } from "../stage.ts";
import { assertFails, type Trials, textsOf } from "./trial.ts";

/** TLS, and HTTP/2. */
export const ENCRYPTED: Trials = {
  "a private authority": async (at) => {
    const { secure, client } = await at.about(at.stage.https, { tls: { ca: at.stage.ca } });
    deepEqual([secure, client], [true, null]);
  },
  "a private authority, by address": async (at) => {
    const byAddress = at.stage.https.replace("localhost", "127.0.0.1");
    equal((await at.about(byAddress, { tls: { ca: [new TextEncoder().encode(at.stage.ca)] } })).secure, true);
  },
  "a client's certificate": async (at) => {
    const tls = { ca: at.stage.ca, ...at.stage.client };
    equal((await at.about(at.stage.https, { tls })).client, CLIENT_NAME);
  },
  "a client's certificate, kept from another origin": async (at) => {
    const to = at.url(at.stage.https.replace("localhost", "127.0.0.1"), "hello");
    const url = at.url(at.stage.https, "redirect", { status: "307", to });
    const tls = { ca: at.stage.ca, ...at.stage.client };
    const [text = ""] = await textsOf(openStream({ url, format: lines(), tls }));
    equal(JSON.parse(text).client, null);
  },
  "another authority": (at) =>
    assertFails({ url: at.stage.https, tls: { ca: at.stage.otherCa } }, "TLS_FAILED"),
  "no authority": (at) => assertFails({ url: at.stage.https }, "TLS_FAILED"),
  "another name": (at) =>
    assertFails({ url: at.stage.https, tls: { ca: at.stage.ca, servername: "other.example" } }, "TLS_FAILED"),
  "any certificate, by rejectUnauthorized": async (at) =>
    equal((await at.about(at.stage.https, { tls: { rejectUnauthorized: false } })).secure, true),
  "a server that speaks no TLS": (at) =>
    assertFails({ url: at.stage.http.replace("http:", "https:") }, "TLS_FAILED"),
  "HTTP/2": async (at) => {
    const { version } = await at.about(at.stage.http2, { http2: true, tls: { ca: at.stage.ca } });
    equal(version, "2.0");
  },
  "HTTP/2 without TLS": async (at) =>
    equal((await at.about(at.stage.h2c, { http2: "prior-knowledge" })).version, "2.0"),
  "HTTP/2, reset": async (at) => {
    const url = at.url(at.stage.http2, "broken", { how: "http2" });
    const stream = openStream({ url, http2: true, tls: { ca: at.stage.ca }, format: lines() });
    for await (const { text } of stream) {
      equal(text, "first");
      await at.go();
    }
    const { finish } = stream;
    deepEqual(finish?.kind === "closed" && [finish.clean, finish.reason], [false, "http2"]);
  },
};
