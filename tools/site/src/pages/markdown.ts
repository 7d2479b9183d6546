import GithubSlugger from "github-slugger";
import type { Definition, Image, Link, Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString as textOf } from "mdast-util-to-string";
import { frontmatter } from "micromark-extension-frontmatter";
import { gfm } from "micromark-extension-gfm";
import { visit } from "unist-util-visit";
import { parse } from "yaml";

/** A link or picture in a Markdown file, and the part of the text that has its target. */
export interface MarkdownLink {
  readonly kind: "link" | "image";
  readonly url: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** What stands in place of that part for another target. */
  render(url: string): string;
}

/** What a Markdown file has for its readers. */
export interface Markdown {
  /** As the front matter or the first heading says. */
  readonly title: string | undefined;
  readonly links: readonly MarkdownLink[];
  /** What can stand behind `#` in a link to it, by GitHub's rules for headings. */
  readonly anchors: ReadonlySet<string>;
}

/** An attribute of HTML that is an anchor. */
const ANCHOR = /\s(?:id|name)\s*=\s*"([^"]*)"/g;

/** An anchor that a heading of the API reference names itself, as VitePress reads it. */
const GIVEN_ANCHOR = /\s*\{#([\w-]+)\}$/;

export function readMarkdown(text: string): Markdown {
  const tree = fromMarkdown(text, {
    extensions: [gfm(), frontmatter()],
    mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown()],
  });
  const slugger = new GithubSlugger();
  const links: MarkdownLink[] = [];
  const anchors = new Set<string>();
  let title: string | undefined;
  let heading: string | undefined;
  visit(tree, (node) => {
    if (node.type === "yaml") title = titleIn(node.value);
    else if (node.type === "heading") {
      const [words = "", given] = textOf(node, { includeHtml: false }).split(GIVEN_ANCHOR, 2);
      anchors.add(given ?? slugger.slug(words));
      if (node.depth === 1) heading ??= words;
    } else if (node.type === "link" || node.type === "image") links.push(...inlineLink(node, text));
    else if (node.type === "definition") links.push(definedLink(node, text));
    else if (node.type === "html") {
      for (const [, value = ""] of node.value.matchAll(ANCHOR)) anchors.add(value);
    }
  });
  return { title: title ?? heading, links, anchors };
}

function titleIn(yaml: string): string | undefined {
  const matter: unknown = parse(yaml);
  if (typeof matter !== "object" || matter === null || !("title" in matter)) return undefined;
  return String(matter.title);
}

/** A link whose target stands in round brackets; one that is its own text has none to be rewritten. */
function inlineLink(node: Link | Image, text: string): MarkdownLink[] {
  const at = text.slice(startOf(node), endOf(node)).lastIndexOf("](");
  if (at === -1) return [];
  return [
    {
      kind: node.type,
      url: node.url,
      line: lineOf(node),
      start: startOf(node) + at,
      end: endOf(node),
      render: (url) => `](${url}${titleAfter(node)})`,
    },
  ];
}

function definedLink(node: Definition, text: string): MarkdownLink {
  const at = text.slice(startOf(node), endOf(node)).indexOf("]:");
  return {
    kind: "link",
    url: node.url,
    line: lineOf(node),
    start: startOf(node) + at,
    end: endOf(node),
    render: (url) => `]: ${url}${titleAfter(node)}`,
  };
}

function titleAfter({ title }: Link | Image | Definition): string {
  return title ? ` ${JSON.stringify(title)}` : "";
}

function lineOf(node: Nodes): number {
  return node.position?.start.line ?? 0;
}

function startOf(node: Nodes): number {
  return node.position?.start.offset ?? 0;
}

function endOf(node: Nodes): number {
  return node.position?.end.offset ?? 0;
}
