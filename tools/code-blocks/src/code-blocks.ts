import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Document } from "./documents.ts";

/** A fenced code block. */
export interface CodeBlock {
  /** The document that it is in. */
  readonly path: string;
  /** Where its fence begins, from 1. */
  readonly line: number;
  /** The word behind the fence; empty when there is none. */
  readonly language: string;
  readonly text: string;
}

/** The code blocks of a document, also those within lists and quotes, in order. */
export function codeBlocks({ path, text }: Document): CodeBlock[] {
  return blocksIn(fromMarkdown(text), path);
}

function blocksIn(node: Nodes, path: string): CodeBlock[] {
  if (node.type === "code") {
    return [{ path, line: node.position?.start.line ?? 0, language: node.lang ?? "", text: node.value }];
  }
  return "children" in node ? node.children.flatMap((child) => blocksIn(child, path)) : [];
}

/** Where a block is, as editors open it. */
export function placeOf({ path, line }: CodeBlock): string {
  return `${path}:${line}`;
}
