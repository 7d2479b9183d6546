import { useEffect, useRef } from "preact/hooks";
import type { ActionKind } from "../../control/action.ts";

/** What ends something, and is asked about before. */
export type Ending = Exclude<ActionKind, "start">;

const QUESTIONS: Readonly<Record<Ending, { readonly consequences: string; readonly yes: string }>> = {
  stop: {
    consequences:
      "Its connections end within some seconds, and no other one begins. What the source sends from then on is a gap, unless it can be asked for later: " +
      "the stream can be started again, and goes on after its checkpoint.",
    yes: "Stop it",
  },
  restart: {
    consequences:
      "Its connections end within some seconds. Once the API says that it has stopped, it is started again and goes on after its checkpoint. Events " +
      "may come twice, of which one is stored; what the source sends in between is a gap, unless it can be asked for later.",
    yes: "Restart it",
  },
};

interface QuestionProps {
  readonly ending: Ending;
  readonly streamId: string;
  onYes(): void;
  /** By the button, Escape, or after the answer. */
  onClose(): void;
}

/** Asks whether something is to be ended. Escape and the first button, which has the focus, leave all as it is. */
export function Question({ ending, streamId, onYes, onClose }: QuestionProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const answered = useRef(false);
  const { consequences, yes } = QUESTIONS[ending];
  useEffect(() => dialog.current?.showModal(), []);
  const answer = () => {
    // The second half of a double click comes after the first one, and before the dialog is gone.
    if (answered.current) return;
    answered.current = true;
    // Closing gives the focus back to where it was: what comes of the answer may put it elsewhere.
    dialog.current?.close();
    onYes();
  };
  return (
    <dialog
      ref={dialog}
      class="question"
      aria-labelledby="question"
      aria-describedby="consequences"
      onClose={onClose}
    >
      <h2 id="question">
        {ending === "stop" ? "Stop" : "Restart"} the stream <span class="name">{streamId}</span>?
      </h2>
      <p id="consequences">{consequences}</p>
      <p class="buttons">
        <button type="button" onClick={() => dialog.current?.close()}>
          Leave it as it is
        </button>
        <button type="button" class="ends" onClick={answer}>
          {yes}
        </button>
      </p>
    </dialog>
  );
}
