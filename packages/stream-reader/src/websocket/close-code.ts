import { isUtf8 } from "node:buffer";
import { ProtocolViolation } from "./protocol-violation.ts";

/** How the source closed a WebSocket (RFC 6455, 7.1.5 and 7.1.6). */
export interface SocketClose {
  /** 1000 to 4999; 1005 when the close frame says nothing. */
  readonly code: number;
  /** At most 123 bytes of text. */
  readonly reason: string;
}

/** Close codes of RFC 6455, 7.4.1, and the registry of IANA. */
export const CLOSE_CODE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  noStatus: 1005,
  abnormal: 1006,
  invalidPayload: 1007,
  tooLarge: 1009,
  internalError: 1011,
  serviceRestart: 1012,
  tryAgainLater: 1013,
} as const;

/**
 * Codes that say of this connection alone that it is over: the source goes away or restarts, or failed, or gave no reason. The
 * stream is as good as it was, so that another connection is opened as after a break.
 */
const LOST: readonly number[] = [
  CLOSE_CODE.goingAway,
  CLOSE_CODE.noStatus,
  CLOSE_CODE.abnormal,
  CLOSE_CODE.internalError,
  CLOSE_CODE.serviceRestart,
  CLOSE_CODE.tryAgainLater,
];

/** What a close code means when nobody has said otherwise: a proper end, a break, or a refusal like a status that may pass. */
export function meaningOfClose(code: number): "clean" | "lost" | "refused" {
  if (code === CLOSE_CODE.normal) return "clean";
  return LOST.includes(code) ? "lost" : "refused";
}

/** @throws ProtocolViolation when the payload of a close frame is none (RFC 6455, 5.5.1 and 7.4) */
export function readClose(payload: Uint8Array): SocketClose {
  if (payload.length === 0) return { code: CLOSE_CODE.noStatus, reason: "" };
  if (payload.length === 1) throw new ProtocolViolation("a close frame has half a code");
  const code = (payload[0] ?? 0) * 256 + (payload[1] ?? 0);
  if (!maybeSent(code)) throw new ProtocolViolation(`a close frame has the code ${code}`);
  const reason = payload.subarray(2);
  if (!isUtf8(reason)) throw new ProtocolViolation("the reason of a close frame is no UTF-8");
  return { code, reason: new TextDecoder().decode(reason) };
}

/** The payload of a close frame. */
export function closePayload(code: number): Uint8Array {
  return Uint8Array.of(code >> 8, code & 0xff);
}

/** Whether a close frame may have this code; 1004, 1005, 1006 and 1015 stand for what is not said. */
function maybeSent(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return (
    code >= 1000 &&
    code <= 1014 &&
    code !== 1004 &&
    code !== CLOSE_CODE.noStatus &&
    code !== CLOSE_CODE.abnormal
  );
}
