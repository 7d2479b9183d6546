import { createHash } from "node:crypto";

/** What the proof of a handshake is made with (RFC 6455, 1.3). */
const PROOF_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** A text message as a server sends it (RFC 6455, 5.2). */
export function messageFrame(text: string): Uint8Array {
  const payload = Buffer.from(text);
  const { length } = payload;
  if (length < 126) return Buffer.concat([Uint8Array.of(0x81, length), payload]);
  const head = Buffer.alloc(length <= 0xffff ? 4 : 10);
  head[0] = 0x81;
  head[1] = length <= 0xffff ? 126 : 127;
  if (length <= 0xffff) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

export function pingFrame(): Uint8Array {
  return Uint8Array.of(0x89, 0);
}

export function closeFrame(code: number): Uint8Array {
  return Uint8Array.of(0x88, 2, code >> 8, code & 0xff);
}

/** What a server agrees to a WebSocket with. */
export function upgradeHeaders(key: string): Record<string, string> {
  const proof = createHash("sha1").update(`${key}${PROOF_GUID}`).digest("base64");
  return { upgrade: "websocket", connection: "Upgrade", "sec-websocket-accept": proof };
}
