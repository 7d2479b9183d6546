import { useEffect, useState } from "preact/hooks";
import type { Action, ActionKind } from "../../control/action.ts";

/** What is asked of the server how often, in milliseconds: while something goes on, otherwise, and while it does not answer. */
const WHILE_GOING_MS = 250;
const WHILE_QUIET_MS = 1_000;
const WHILE_GONE_MS = 5_000;

/** Where the server takes what is asked for; relative to the page. */
const URL_OF_CONTROL = "control";

/** What can be done from the page, and what is being done by any page. */
export interface Control {
  /** Whether the server can start and stop streams. */
  readonly canChange: boolean;
  /** By stream. */
  readonly actions: ReadonlyMap<string, Action>;
  /** Why the server has not taken what was asked for last. */
  readonly trouble: string | undefined;
  /** Resolves with whether the server has taken it. */
  ask(kind: ActionKind, streamId: string): Promise<boolean>;
  giveUp(action: Action): void;
}

interface Known {
  readonly canChange: boolean;
  readonly actions: readonly Action[];
}

interface Refusal {
  readonly error: { readonly code?: string; readonly message: string };
}

const NOTHING: Known = { canChange: false, actions: [] };

/**
 * Follows what is being done to streams; a server that only shows is asked once, and so is the one that comes after it.
 *
 * @param isConnected whether the server can be heard
 */
export function useControl(isConnected: boolean): Control {
  const [known, setKnown] = useState(NOTHING);
  const [trouble, setTrouble] = useState<string>();
  const [sends, setSends] = useState(0);
  // What was sent is looked at at once, and not after the pause.
  useEffect(() => follow(setKnown), [sends, isConnected]);
  const send = async (body: object): Promise<boolean> => {
    setTrouble(undefined);
    const refusal = await sent(body, (action) => setKnown((before) => withAction(before, action)));
    setTrouble(refusal);
    setSends((count) => count + 1);
    return refusal === undefined;
  };
  return {
    canChange: known.canChange,
    actions: new Map(known.actions.map((action) => [action.streamId, action])),
    trouble,
    ask: (kind, streamId) => send({ id: crypto.randomUUID(), kind, streamId }),
    giveUp: ({ id }) => void send({ id, kind: "give-up" }),
  };
}

/** @returns ends it */
function follow(onKnown: (known: Known) => void): () => void {
  const ended = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async () => {
    const known = await asked(ended.signal);
    if (ended.signal.aborted) return;
    if (known !== undefined) onKnown(known);
    if (known?.canChange === false) return;
    const goes = known?.actions.some(({ state }) => state === "going");
    timer = setTimeout(look, known === undefined ? WHILE_GONE_MS : goes ? WHILE_GOING_MS : WHILE_QUIET_MS);
  };
  void look();
  return () => {
    ended.abort();
    clearTimeout(timer);
  };
}

async function asked(signal: AbortSignal): Promise<Known | undefined> {
  try {
    const response = await fetch(URL_OF_CONTROL, { signal });
    return response.ok ? ((await response.json()) as Known) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param onAction told what has begun, or is going on already
 * @returns why nothing was taken, in words
 */
async function sent(body: object, onAction: (action: Action) => void): Promise<string | undefined> {
  try {
    const response = await fetch(URL_OF_CONTROL, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Action | Known | Refusal;
    if ("state" in answer) onAction(answer);
    if (!("error" in answer)) return undefined;
    const { code, message } = answer.error;
    return code === undefined ? message : `${message} (${code})`;
  } catch {
    return "The server of this page does not answer: whether it has taken that is not known.";
  }
}

function withAction({ actions, ...known }: Known, action: Action): Known {
  return { ...known, actions: [...actions.filter(({ id }) => id !== action.id), action] };
}
