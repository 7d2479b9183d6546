import { once } from "node:events";
import { connect } from "node:net";

/** Whether somebody listens on a port of the loopback interface. */
export async function listensOn(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Whether a URL answers with a status below 500. */
export async function answers(url: string, init: RequestInit = {}): Promise<boolean> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  await response.body?.cancel();
  return response.status < FIRST_SERVER_ERROR;
}

const ANSWER_WITHIN_MS = 2_000;
const FIRST_SERVER_ERROR = 500;
