import { useRef, useState } from "preact/hooks";
import type { ActionKind } from "../../control/action.ts";
import { isStreamId } from "../../control/stream-id.ts";
import type { StreamRow } from "../../live/stream-rows.ts";
import { Progress } from "./progress.tsx";
import { type Ending, Question } from "./question.tsx";
import { useControl } from "./use-control.ts";

interface StreamControlProps {
  /** Whether the server can be heard. */
  readonly isConnected: boolean;
  readonly streamId: string;
  /** Undefined while no lease of it is known. */
  readonly row: StreamRow | undefined;
}

/** Starts, stops and restarts one stream, where the server can. */
export function StreamControl({ isConnected, streamId, row }: StreamControlProps) {
  const control = useControl(isConnected);
  const [asking, setAsking] = useState<Ending>();
  const [isSending, setSending] = useState(false);
  const section = useRef<HTMLElement>(null);
  const action = control.actions.get(streamId);
  const isBusy = isSending || action?.state === "going";
  if (!control.canChange || !isStreamId(streamId)) return null;
  const send = async (kind: ActionKind) => {
    setSending(true);
    // The buttons go out of use, and what has the focus with them.
    section.current?.focus();
    await control.ask(kind, streamId);
    setSending(false);
  };
  return (
    <section class="control" ref={section} tabIndex={-1} aria-label="Start and stop">
      <p class="buttons">
        {row?.status === "running" ? (
          <>
            <button type="button" disabled={isBusy} onClick={() => setAsking("stop")}>
              Stop
            </button>
            <button type="button" disabled={isBusy} onClick={() => setAsking("restart")}>
              Restart
            </button>
          </>
        ) : (
          <button type="button" disabled={isBusy} onClick={() => void send("start")}>
            {row === undefined ? "Start" : "Start again"}
          </button>
        )}
        {action?.state === "going" && (
          <button type="button" onClick={() => control.giveUp(action)}>
            Give up
          </button>
        )}
      </p>
      <Progress action={action} trouble={control.trouble} />
      {asking !== undefined && (
        <Question
          ending={asking}
          streamId={streamId}
          onYes={() => void send(asking)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </section>
  );
}
