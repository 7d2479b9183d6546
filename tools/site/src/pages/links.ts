import { existsSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { type Markdown, type MarkdownLink, readMarkdown } from "./markdown.ts";
import { addressOf, type Page, REPOSITORY } from "./page.ts";

/** An address with a scheme or a host of its own. */
const ELSEWHERE = /^([a-z][a-z\d+.-]*:|\/\/)/i;

/** A file or folder of this repository by its address, as READMEs that are published name it. */
const OUR_FILE = new RegExp(`^${REPOSITORY}/(?:blob|tree)/main/(.*)$`);

/** What is made here, and in no repository. */
const MADE_HERE = /(^|\/)(dist|node_modules)(\/|$)/;

/** Where a link leads: to an address, to a picture that the site has to have, or nowhere. */
export type Destination =
  | { readonly kind: "address"; readonly url: string }
  | { readonly kind: "picture"; readonly url: string; readonly file: string }
  | { readonly kind: "nowhere"; readonly why: string };

/** Finds out where links between the files of a workspace lead on the site. */
export class LinkResolver {
  private readonly root: string;
  private readonly pages: ReadonlyMap<string, Page>;
  private readonly read = new Map<string, Markdown>();

  constructor(root: string, pages: readonly Page[]) {
    this.root = root;
    this.pages = new Map(pages.map((page) => [page.file, page]));
  }

  /** What a page has in it. */
  markdown({ file, text }: Page): Markdown {
    return this.readOnce(file, () => text);
  }

  /**
   * Where a link leads.
   *
   * @param from the file that it stands in, from the root on
   */
  resolve({ url, kind }: Pick<MarkdownLink, "url" | "kind">, from: string): Destination {
    const [path = "", anchor] = url.split("#", 2);
    const ours = OUR_FILE.exec(path);
    if (ours === null && ELSEWHERE.test(url)) return { kind: "address", url };
    if (path.startsWith("/")) return nowhere("no link begins at the root: write it from the file on");
    const here = path === "" ? from : posix.join(posix.dirname(from), decoded(path));
    const target = ours === null ? here : posix.normalize(decoded(ours[1] ?? ""));
    if (target.startsWith("../")) return nowhere("it leads out of the repository");
    const page = this.pages.get(target) ?? this.pages.get(posix.join(target, "README.md"));
    if (page !== undefined) return this.inPage(page, anchor);
    return this.inRepository(target, kind, anchor);
  }

  private inPage(page: Page, anchor: string | undefined): Destination {
    if (!has(this.markdown(page), anchor)) return nowhere(`${page.file} has no heading #${anchor}`);
    return { kind: "address", url: addressOf(page.route) + hash(anchor) };
  }

  private inRepository(target: string, kind: MarkdownLink["kind"], anchor: string | undefined): Destination {
    const place = target.replace(/\/$/, "");
    const path = join(this.root, place);
    if (!existsSync(path) || MADE_HERE.test(place)) return nowhere(`there is no ${place}`);
    if (kind === "image") return { kind: "picture", url: `/${encodeURI(place)}`, file: place };
    const isFolder = statSync(path).isDirectory();
    const document = isFolder ? posix.join(place, "README.md") : place;
    if (document.endsWith(".md") && existsSync(join(this.root, document))) {
      const markdown = this.readOnce(document, () => readFileSync(join(this.root, document), "utf8"));
      if (!has(markdown, anchor)) return nowhere(`${document} has no heading #${anchor}`);
    }
    const view = isFolder ? "tree" : "blob";
    return { kind: "address", url: `${REPOSITORY}/${view}/main/${encodeURI(place)}${hash(anchor)}` };
  }

  private readOnce(file: string, text: () => string): Markdown {
    const known = this.read.get(file);
    if (known !== undefined) return known;
    const markdown = readMarkdown(text());
    this.read.set(file, markdown);
    return markdown;
  }
}

function has({ anchors }: Markdown, anchor: string | undefined): boolean {
  return anchor === undefined || anchor === "" || anchors.has(decoded(anchor));
}

function hash(anchor: string | undefined): string {
  return anchor ? `#${anchor}` : "";
}

function nowhere(why: string): Destination {
  return { kind: "nowhere", why };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
