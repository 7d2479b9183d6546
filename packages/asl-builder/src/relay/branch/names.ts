import type { ResolvedHandoverOptions } from "../../options/resolved-options.ts";

/** The two branches. A goes first. */
export type BranchName = "A" | "B";

/** What the states of a branch are called; a name is free in the other branch and in the machine around both. */
export type BranchStateNames = ReturnType<typeof branchStateNames>;

export function branchStateNames(branch: BranchName, { taskName, lifetimeSeconds }: ResolvedHandoverOptions) {
  return {
    init: `Branch ${branch}`,
    letOtherGoFirst: "Let A go first",
    look: `Look at the lease ${branch}`,
    whatToDo: `What does the lease say? ${branch}`,
    waitForHandover: `Wait for the handover ${branch}`,
    countTurn: `Count the turn ${branch}`,
    mayConnect: `May the branch connect? ${branch}`,
    relieve: `Relieve the other ${branch}`,
    newTurn: `Is the stream failing? ${branch}`,
    vainTurn: `Count a claim in vain ${branch}`,
    howLong: `How long is the pause? ${branch}`,
    drawPause: `Draw the pause ${branch}`,
    drawLongestPause: `Draw the longest pause ${branch}`,
    pause: `Pause ${branch}`,
    pauseOver: `The pause is over ${branch}`,
    connect: `${taskName} ${branch} (${lifetimeSeconds})`,
    howEnded: `How did the connection end? ${branch}`,
    startSuccessor: `Start a successor ${branch}`,
    nextName: `Take another name ${branch}`,
    shortName: `Take a short name ${branch}`,
    waitForSuccessor: `Wait for the successor ${branch}`,
    handedOver: `Handed over ${branch}`,
    ended: `Stream ended ${branch}`,
    failed: `Stream failed ${branch}`,
    refused: `Refused ${branch}`,
    unknownOutcome: `Unknown outcome ${branch}`,
    noSuccessor: `No successor ${branch}`,
  };
}
