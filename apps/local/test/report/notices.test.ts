import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StreamFailureError, StreamRefusedError, StreamRestartError } from "@unbounded-streams/stream-reader";
import { describe, expect, it } from "vitest";
import { type Invocation, newInvocation } from "../../src/lambda/invocation.ts";
import { Notices } from "../../src/report/notices.ts";
import { Progress } from "../../src/report/progress.ts";
import { adviceOn, inWordsOfCommand } from "../../src/report/remedies.ts";

function invocation(changes: Partial<Invocation>): Invocation {
  const identity = { id: 1, branch: "A", streamId: "s", requestId: "r", startedAtMs: 0 };
  return { ...newInvocation(identity), ...changes };
}

const REFUSED = "http://a/ refused the stream with status 404";

async function deadLetter(message: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "letter-")), "letter.json");
  const record = { streamId: "s", key: "k", receivedAtMs: 1, reason: "FRAME_INVALID", message };
  await writeFile(path, JSON.stringify({ ...record, data: "x".repeat(100_000) }));
  return path;
}

describe("what a person is told of at once", () => {
  it("is each kind of trouble once, with the remedy", () => {
    const notices = new Notices();
    const first = invocation({ reason: REFUSED });
    expect(notices.fresh([first])).toEqual([`${REFUSED}. Remedy: nothing is there: check the path of --url`]);
    expect(notices.fresh([first, invocation({ reason: REFUSED })])).toEqual([]);
    first.reason = `${REFUSED} (no such session): the session is gone, a new one is made`;
    expect(notices.fresh([first])).toEqual([
      `${first.reason}. Remedy: the source has dropped the session: the stream goes on in a new one, from where the source begins it`,
    ]);
    first.reason = "could not connect to http://a/: ECONNREFUSED connect";
    expect(notices.fresh([first])[0]).toMatch(/nothing listens there/);
  });

  it("is every reason of a stream that was never up, and only what has a remedy of one that was", () => {
    expect(new Notices().fresh([invocation({ reason: "odd" })])).toEqual(["odd"]);
    expect(new Notices().fresh([invocation({ reason: "odd", connectedAtMs: 1 })])).toEqual([]);
  });

  it("ends after ten kinds: a source may have any number of them", () => {
    const notices = new Notices();
    const told = Array.from({ length: 50 }, (_, n) => notices.fresh([invocation({ reason: `odd ${n}` })]));
    expect(told.flat()).toHaveLength(10);
  });

  it("is why an event is a dead letter, without the event", async () => {
    const path = await deadLetter('a frame of 5 bytes is not JSON (the error carries it): "quoted"');
    const up = invocation({ connectedAtMs: 1, deadLetter: path });
    const notices = new Notices();
    expect(notices.fresh([up])[0]).toMatch(/^a frame of 5 bytes is not JSON.*Remedy: check --format/);
    expect(notices.fresh([up])).toEqual([]);
    expect(new Notices().fresh([invocation({ deadLetter: "/nowhere" })])).toEqual([]);
  });

  it("is a refusal while the source has a pause, and a request without an answer after two seconds", () => {
    const pauses = ["http://a/ refused the stream with status 503, and asks to wait 30000 ms"];
    let since: number | undefined;
    const notices = new Notices({
      takePauses: () => pauses.splice(0),
      unanswered: () => (since === undefined ? undefined : { target: "http://a/", sinceMs: since }),
    });
    expect(notices.fresh([invocation({})], 100)).toEqual([
      "http://a/ refused the stream with status 503, and asks to wait 30000 ms. Remedy: that may pass: it is asked again, ever less often",
    ]);
    expect(notices.fresh([invocation({ reason: "the source has asked for a pause" })], 200)).toEqual([]);
    since = 1_000;
    expect(notices.fresh([invocation({})], 2_999)).toEqual([]);
    expect(notices.fresh([invocation({})], 3_000)[0]).toMatch(
      /^http:\/\/a\/ has not answered within 2 s\. Remedy: check the host and port of --url/,
    );
    expect(notices.fresh([invocation({})], 9_000)).toEqual([]);
  });

  it("is a source that closes each connection at once, and sends nothing new", () => {
    const notices = new Notices();
    const up = [1_000, 2_000, 3_000].map((fromMs) => ({ fromMs, untilMs: fromMs + 4 }));
    const documents = invocation({ connectedAtMs: 1_000, reason: "closed by the source" });
    expect(notices.fresh([documents], 900)).toEqual([]);
    documents.up.push(...up);
    expect(notices.fresh([documents], 3_100)[0]).toMatch(
      /^each connection is over at once, and brings nothing new: closed by the source\. Remedy: .*--end-on-close/,
    );
  });

  it("moves nothing on a terminal but its own line", () => {
    const [line] = new Notices().fresh([invocation({ reason: "odd\u001b[2J\n\tthing" })]);
    expect(line).toBe("odd [2J thing");
  });
});

describe("what to do about a trouble", () => {
  it.each([
    ["could not connect to http://a/: EAI_AGAIN getaddrinfo", /no host of that name/],
    ["could not connect to http://a/: EHOSTUNREACH connect", /does not answer/],
    ["no connection to http://a/ within 10000 ms: raise connectTimeoutMs if it is slow", /does not answer/],
    ["could not connect to http://localhost/: ENOENT connect /run/x.sock", /--socket-path/],
    ["TLS with a failed: CERT_HAS_EXPIRED certificate has expired", /must be renewed/],
    ["TLS with a failed: ERR_TLS_CERT_ALTNAME_INVALID Hostname", /another host's/],
    ["http://a/ sent what is not HTTP: HPE_INVALID_CONSTANT Expected HTTP/", /another protocol/],
    ["http://a/ refused the stream with status 403", /--key-env, --key-file or --header-file/],
    ["http://a/ refused the stream with status 503, and asks to wait 1000 ms", /that may pass/],
    ["http://a/ refused the stream with status 451", /ask who runs it/],
    ["http://a/ refused the stream with status 418", /a retry does not mend that/],
    ["http://a/ refused the stream with status 302", /leads elsewhere/],
    ["could not connect to http://a/: UND_ERR_SOCKET other side closed", /closes the connection.*https:\/\//],
    [
      "http://a/ sent headers of more than 16384 bytes: raise maxHeaderBytes if it must be",
      /no stream begins/,
    ],
    ["no JSON text begins with the byte 0x3c (the error carries it): check the format", /check --format/],
    ["http://a/ sent a body that is not gzip: incorrect header check", /--accept-encoding/],
    ["could not connect to http://a/: ERR_HTTP2_ERROR Protocol error", /leave --http2 out/],
    ["each connection is over at once, and brings nothing new: broken off: reset", /no whole response/],
    ["http://a/ refused the stream with status 426", /ws:\/\/ or wss:\/\//],
    ["ws://a/ refused the stream with status 200", /no WebSocket is spoken/],
    [new StreamRefusedError("ws://a/", { status: 4401, bodyExcerpt: "" }).message, /code by which it closes/],
    [
      "ws://a/ sent what is not a WebSocket's handshake: its Upgrade is not websocket; check the port and the protocol",
      /--protocol$/,
    ],
    [new StreamRefusedError("http://a/", { status: 404, bodyExcerpt: "" }).message, /check the path/],
    [new StreamFailureError("http://a/", { excerpt: "", shown: "no" }).message, /that may pass/],
    [new StreamRestartError("http://a/", { excerpt: "", shown: "gone" }).message, /begins anew/],
    ['http://a/ sent the content type "application/json", not text/event-stream', /--format auto$/],
    [
      'http://a/ sent the content type "image/png", not JSON: set contentTypes to accept others',
      /--content-type/,
    ],
    [
      "http://a/ sent no content type, not text/event-stream: set contentTypes to accept others",
      /--content-type/,
    ],
  ])("%s", (reason, remedy) => {
    const { text, hasRemedy } = adviceOn(reason);
    expect(hasRemedy).toBe(true);
    expect(text).toMatch(/^[^\n]+\. Remedy: [^\n]+$/);
    expect(text).toMatch(remedy);
    expect(text).not.toMatch(/contentTypes|connectTimeoutMs/);
  });

  it("is not taken from what a source says", () => {
    const reason =
      'http://a/ sent the content type "text/html" (it begins: could not connect to x: ENOTFOUND), not JSON';
    expect(adviceOn(reason).text).toMatch(/Remedy: that is a page for people/);
    expect(adviceOn("broken off: http://a/ refused the stream with status 404").hasRemedy).toBe(false);
  });
});

describe("the progress of a run with a trouble", () => {
  it.each([true, false])("has it in a line of its own that stays, cut nowhere (terminal: %s)", (isTTY) => {
    const written: string[] = [];
    const notices = ["x".repeat(200)];
    const view = () => ({ line: "counts", connected: "none", notices: notices.splice(0) });
    new Progress({ write: (text) => written.push(text), isTTY, columns: 40 }, view).stop();
    const [line = ""] = written;
    expect(line.startsWith("\r\u001b[2K")).toBe(isTTY);
    expect(line).toMatch(/00:00:00\.\d{3} {2}Trouble: x{200}\n$/);
  });
});

describe("a reason in the words of the command", () => {
  it("has nothing that is said to those who call functions, or start Node.js", () => {
    expect(
      inWordsOfCommand(
        "TLS with https://a/ failed: UNABLE_TO_VERIFY_LEAF_SIGNATURE unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca; tls.ca takes the certificate of a private authority",
      ),
    ).toBe(
      "TLS with https://a/ failed: UNABLE_TO_VERIFY_LEAF_SIGNATURE unable to verify the first certificate",
    );
    const openSsl =
      "C06C4F39907F0000:error:0A0000C6:SSL routines:tls_get_more_records:packet length too long:../deps/openssl/openssl/ssl/record/methods/tls_common.c:662:";
    expect(inWordsOfCommand(`TLS with https://a/ failed: ERR_SSL_PACKET_LENGTH_TOO_LONG ${openSsl}`)).toBe(
      "TLS with https://a/ failed: ERR_SSL_PACKET_LENGTH_TOO_LONG packet length too long",
    );
  });
});
