import { ENDED_OUTCOME, LAMBDA_TIMEOUT_ERROR, STREAM_NOT_ENDED_ERROR } from "../../src/index.ts";

export interface SimulationOptions {
  lifetimeMs: number;
  /** From the start of an invocation until it is connected. */
  connectMs: number;
  /** When, on the test's clock, the stream is over. */
  streamEndsAtMs: number;
}

/** One invocation, in milliseconds since the simulation was made. */
export interface SimulatedConnection {
  state: string;
  startedMs: number;
  connectedMs: number | undefined;
  endedMs: number | undefined;
}

/**
 * The connection manager as Step Functions sees it, on an exclusive source (a new connection closes the older one) and
 * on the test's clock.
 */
export function simulateFunction(options: SimulationOptions) {
  const { lifetimeMs, connectMs, streamEndsAtMs } = options;
  const origin = Date.now();
  const now = () => Date.now() - origin;
  const connections: SimulatedConnection[] = [];
  let closeHolder: (() => void) | undefined;

  function invoke(state: string): Promise<{ Payload: { outcome: string } }> {
    const connection: SimulatedConnection = {
      state,
      startedMs: now(),
      connectedMs: undefined,
      endedMs: undefined,
    };
    connections.push(connection);
    return new Promise((resolve, reject) => {
      const fail = (name: string) => finish(() => reject(named(name)));
      const end = () => finish(() => resolve({ Payload: { outcome: ENDED_OUTCOME } }));
      const close = () => fail(STREAM_NOT_ENDED_ERROR);
      const timers = [
        setTimeout(() => fail(LAMBDA_TIMEOUT_ERROR), lifetimeMs),
        setTimeout(() => {
          if (now() >= streamEndsAtMs) return end();
          closeHolder?.();
          closeHolder = close;
          connection.connectedMs = now();
          timers.push(setTimeout(end, streamEndsAtMs - now()));
        }, connectMs),
      ];
      function finish(settle: () => void): void {
        for (const timer of timers) clearTimeout(timer);
        if (closeHolder === close) closeHolder = undefined;
        connection.endedMs = now();
        settle();
      }
    });
  }

  return { invoke, connections };
}

/** Times without a connection, from the first connection to the last one's end, in milliseconds. */
export function gapsBetween(connections: readonly SimulatedConnection[]): number[] {
  const held = connections
    .flatMap(({ connectedMs, endedMs }) =>
      connectedMs === undefined || endedMs === undefined ? [] : [{ from: connectedMs, to: endedMs }],
    )
    .sort((a, b) => a.from - b.from);
  return held.slice(1).flatMap(({ from }, index) => {
    const coveredTo = Math.max(...held.slice(0, index + 1).map(({ to }) => to));
    return from > coveredTo ? [from - coveredTo] : [];
  });
}

/** An error as Step Functions sees it: all that counts is its name. */
export function named(name: string): Error {
  return Object.assign(new Error(`simulated ${name}`), { name });
}
