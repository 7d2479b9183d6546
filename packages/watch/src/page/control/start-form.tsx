import { useState } from "preact/hooks";
import type { Action } from "../../control/action.ts";
import { isStreamId, STREAM_ID_RULE } from "../../control/stream-id.ts";
import { progressText } from "./progress.tsx";
import { useControl } from "./use-control.ts";

interface StartFormProps {
  /** Whether the server can be heard. */
  readonly isConnected: boolean;
  /** Of the page of a stream. */
  addressOf(streamId: string): string;
}

/** Starts a stream by its name, where the server can, and says what is being done to any. */
export function StartForm({ isConnected, addressOf }: StartFormProps) {
  const control = useControl(isConnected);
  const [streamId, setStreamId] = useState("");
  const [isSending, setSending] = useState(false);
  const [isTold, setTold] = useState(false);
  if (!control.canChange) return null;
  const wrong = streamId !== "" && !isStreamId(streamId);
  const isBusy = isSending || control.actions.get(streamId)?.state === "going";
  const start = async () => {
    if (isBusy) return;
    setTold(true);
    if (!isStreamId(streamId)) return;
    setSending(true);
    if (await control.ask("start", streamId)) {
      setStreamId("");
      setTold(false);
    }
    setSending(false);
  };
  const problem = wrong || (isTold && streamId === "") ? `Give ${STREAM_ID_RULE}.` : control.trouble;
  return (
    <section class="control" aria-label="Start a stream">
      <form
        class="tools"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <label>
          Start the stream{" "}
          <input
            type="text"
            name="streamId"
            value={streamId}
            maxLength={128}
            autocomplete="off"
            spellcheck={false}
            placeholder="its name, or source:name"
            aria-invalid={problem !== undefined}
            aria-describedby="start-problem"
            onInput={({ currentTarget }) => setStreamId(currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={isBusy}>
          Start
        </button>
      </form>
      <p class="progress bad" id="start-problem" role="status">
        {problem}
      </p>
      <ul class="actions">
        {Array.from(control.actions.values(), (action) => (
          <ActionItem key={action.streamId} action={action} address={addressOf(action.streamId)} />
        ))}
      </ul>
    </section>
  );
}

function ActionItem({ action, address }: { readonly action: Action; readonly address: string }) {
  const { streamId, state } = action;
  return (
    <li class={`progress ${state === "failed" ? "bad" : "open"}`} data-state={state}>
      <a class="name" href={address}>
        {streamId}
      </a>{" "}
      {progressText(action)}
    </li>
  );
}
