import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type RecordBlock, recordBlock, type WireFormat } from "../data/records.ts";
import { parseSourcePath, type SourceRequest } from "../data/source-path.ts";

/**
 * Answers `GET` with a chunked body, as fast as the socket takes it. It writes on bare sockets buffers that were made
 * before, each an HTTP chunk of 64 KiB, so that what is measured is the reader and not `node:http` on this side.
 */
const CHUNK_BYTES = 64 * 1024;
const CONTENT_TYPES: Readonly<Record<WireFormat, string>> = {
  ndjson: "application/x-ndjson",
  sse: "text/event-stream",
};
const LAST_CHUNK = "0\r\n\r\n";

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
  const request = parseSourcePath(await pathOf(socket));
  if (request === undefined) {
    socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    return;
  }
  socket.write(
    `HTTP/1.1 200 OK\r\ncontent-type: ${CONTENT_TYPES[request.format]}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n`,
  );
  if (request.kind === "quiet") {
    const { bytes } = recordBlock({ format: request.format, recordBytes: 100, blockBytes: 1 });
    socket.write(httpChunk(bytes));
    return;
  }
  await writeBlocks(socket, request);
  socket.end(LAST_CHUNK);
}

async function pathOf(socket: Socket): Promise<string> {
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    head += chunk.toString("latin1");
  }
  return head.split(" ", 2)[1] ?? "";
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
  const chunks = cut(recordBlock({ format, recordBytes, blockBytes }));
  prepared.set(key, chunks);
  return chunks;
}

function cut({ bytes }: RecordBlock): Buffer[] {
  const chunks: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    chunks.push(httpChunk(bytes.subarray(start, start + CHUNK_BYTES)));
  }
  return chunks;
}

function httpChunk(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
}
