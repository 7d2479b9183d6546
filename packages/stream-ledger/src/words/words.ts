import type { ConnectionRecord, Inference, Witness } from "../types.ts";

/** Whose word it is, and from when: each is kept as it was said, so that none can spoil another. */
export const WORDS = ["opened", "amended", "closed", "inferredBySuccessor", "inferredByHost"] as const;

/** Whose word it is, and when in the life of the connection it was said. */
export type Word = (typeof WORDS)[number];

/** What has been said of a connection. */
export interface Words {
  readonly opened?: ConnectionRecord;
  readonly amended?: ConnectionRecord;
  readonly closed?: ConnectionRecord;
  readonly inferredBySuccessor?: Inference;
  readonly inferredByHost?: Inference;
}

/** The word of a witness. */
export const WORD_OF: Readonly<Record<Witness, Word>> = {
  successor: "inferredBySuccessor",
  host: "inferredByHost",
};

/** What somebody has to say, in full. */
export type Utterance =
  | { readonly word: "opened" | "amended" | "closed"; readonly said: ConnectionRecord }
  | { readonly word: "inferredBySuccessor" | "inferredByHost"; readonly said: Inference };

/**
 * Adds a word to those that were said before. The first of each kind stands; `amended` takes the place of `opened`, and `closed`
 * that of all others, after which there is nothing to add.
 *
 * @returns the same words when it adds nothing
 */
export function addWord(words: Words | undefined, { word, said }: Utterance): Words {
  if (words?.closed !== undefined || words?.[word] !== undefined) return words;
  if (word === "closed") return { closed: said };
  if (word === "opened" && words?.amended !== undefined) return words;
  const { opened, ...others } = words ?? {};
  return word === "amended" ? { ...others, amended: said } : { ...words, [word]: said };
}
