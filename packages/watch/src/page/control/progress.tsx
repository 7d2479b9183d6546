import { type Action, type ActionKind, type ActionStep, STEPS } from "../../control/action.ts";

const STEP_TEXTS: Readonly<Record<ActionStep, string>> = {
  stop: "the API is asked to stop it",
  "until-stopped": "waiting until the API says that it has stopped",
  start: "the API is asked to start it",
  "until-started": "waiting until the API says that it runs",
};

const NAMES: Readonly<Record<ActionKind, { readonly going: string; readonly done: string }>> = {
  start: { going: "Starting", done: "Started" },
  stop: { going: "Stopping", done: "Stopped" },
  restart: { going: "Restarting", done: "Restarted" },
};

/** How far something is that was asked for, or how it came out, in words. */
export function progressText({ kind, state, step, code, message }: Action): string {
  const { going, done } = NAMES[kind];
  const steps = STEPS[kind];
  switch (state) {
    case "going":
      return `${going}, step ${steps.indexOf(step) + 1} of ${steps.length}: ${STEP_TEXTS[step]}.`;
    case "done":
      return `${done}.`;
    case "failed":
      return `The ${kind} has failed: ${message} (${code}).${leftBehind(kind, step)}`;
    case "given-up":
      return `The ${kind} was given up, while ${STEP_TEXTS[step]}.${leftBehind(kind, step)}`;
  }
}

/** What a restart that ended after its first half has left behind. */
function leftBehind(kind: ActionKind, step: ActionStep): string {
  if (kind !== "restart") return "";
  if (step === "until-stopped") return " It has been asked to stop, and was not started again.";
  return step === "start" ? " It is stopped, unless the API has taken the start all the same." : "";
}

interface ProgressProps {
  readonly action: Action | undefined;
  /** Why the server has not taken what was asked for. */
  readonly trouble: string | undefined;
}

/** Says so to whoever sees it and whoever hears it. */
export function Progress({ action, trouble }: ProgressProps) {
  const isBad = trouble !== undefined || action?.state === "failed";
  const kind = isBad ? "bad" : action?.state === "done" ? "good" : "open";
  return (
    <p class={`progress ${kind}`} role="status" data-state={action?.state}>
      {trouble ?? (action === undefined ? "" : progressText(action))}
    </p>
  );
}
