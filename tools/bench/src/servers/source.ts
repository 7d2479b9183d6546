import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { recordBlock, type WireFormat } from "../data/records.ts";
import { parseSourcePath, type SourceRequest } from "../data/source-path.ts";

/**
 * Answers `GET` with a chunked body, or opens a WebSocket, as fast as the socket takes it. It writes on bare sockets buffers that
 * were made before, each of 64 KiB, an HTTP chunk or whatever of messages is in it, so that what is measured is the reader and not
 * `node:http` on this side.
 */
const CHUNK_BYTES = 64 * 1024;
const CONTENT_TYPES = { ndjson: "application/x-ndjson", sse: "text/event-stream" } as const;
const LAST_CHUNK = "0\r\n\r\n";
/** A close frame with the code 1000. */
const CLOSE_FRAME = Uint8Array.of(0x88, 2, 0x03, 0xe8);
/** What the proof of a handshake is made with (RFC 6455, 1.3). */
const PROOF_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

process.once("disconnect", () => process.exit());
const prepared = new Map<string, Buffer[]>();
const server = createServer((socket) => {
  socket.on("error", () => socket.destroy());
  answer(socket).catch(() => socket.destroy());
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 2048 }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});

async function answer(socket: Socket): Promise<void> {
  const head = await headOf(socket);
  const request = parseSourcePath(head.split(" ", 2)[1] ?? "");
  if (request === undefined) {
    socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    return;
  }
  socket.write(`${responseHead(request.format, head)}\r\n\r\n`);
  if (request.kind === "quiet") {
    const { bytes } = recordBlock({ format: request.format, recordBytes: 100, blockBytes: 1 });
    socket.write(request.format === "messages" ? bytes : httpChunk(bytes));
    return;
  }
  await writeBlocks(socket, request);
  socket.end(request.format === "messages" ? CLOSE_FRAME : LAST_CHUNK);
}

function responseHead(format: WireFormat, requestHead: string): string {
  const lines =
    format === "messages"
      ? [
          "HTTP/1.1 101 Switching Protocols",
          "upgrade: websocket",
          "connection: upgrade",
          proofLine(requestHead),
        ]
      : [
          "HTTP/1.1 200 OK",
          `content-type: ${CONTENT_TYPES[format]}`,
          "transfer-encoding: chunked",
          "connection: close",
        ];
  return lines.join("\r\n");
}

function proofLine(requestHead: string): string {
  const [, key] = /^sec-websocket-key: *(\S+)/im.exec(requestHead) ?? [];
  const proof = createHash("sha1").update(`${key}${PROOF_GUID}`).digest("base64");
  return `sec-websocket-accept: ${proof}`;
}

async function headOf(socket: Socket): Promise<string> {
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    head += chunk.toString("latin1");
  }
  return head;
}

async function writeBlocks(
  socket: Socket,
  request: Extract<SourceRequest, { kind: "blocks" }>,
): Promise<void> {
  const chunks = chunksOf(request);
  for (let block = 0; block < request.blocks; block += 1) {
    for (const chunk of chunks) {
      if (!socket.write(chunk)) await Promise.race([once(socket, "drain"), once(socket, "close")]);
      if (socket.destroyed) return;
    }
  }
}

function chunksOf({ format, recordBytes, blockBytes }: Extract<SourceRequest, { kind: "blocks" }>): Buffer[] {
  const key = `${format} ${recordBytes} ${blockBytes}`;
  const known = prepared.get(key);
  if (known !== undefined) return known;
  const { bytes } = recordBlock({ format, recordBytes, blockBytes });
  const chunks = cut(bytes).map((chunk) => (format === "messages" ? chunk : httpChunk(chunk)));
  prepared.set(key, chunks);
  return chunks;
}

function cut(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    chunks.push(bytes.subarray(start, start + CHUNK_BYTES));
  }
  return chunks;
}

function httpChunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
}
