import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { codesOfPage } from "./error-pages.ts";
import { type StatedCode, statedCodes } from "./stated-codes.ts";

/** What a check of the whole workspace found. */
export interface ErrorCodeReport {
  /** Codes that packages and apps state, a code of two of them counted twice. */
  readonly codes: number;
  /** One line for each code without an entry, for each entry without a code or that is there twice, and for each page that no README leads to. */
  readonly violations: readonly string[];
}

/** Codes that have a page of errors, by where they come from. */
export interface PageOfCodes {
  /** Of the file, without `.md`. */
  readonly page: string;
  readonly codes: readonly StatedCode[];
}

const PAGES = "docs/errors";

/** Where pages are for whoever reads the README of a package in a registry, which has no other files of the workspace. */
const PUBLISHED_PAGES = `https://github.com/unbounded-streams/unbounded-streams/blob/main/${PAGES}`;

/** The page that says where to look: it has no codes. */
const OVERVIEW = "README";

/** Sources with a page of their own; those of any other project have the page of its folder. */
const OWN_PAGES: Readonly<Record<string, string>> = { "packages/cdk/src/api/": "api" };

/** What the API answers without that the code states it: the names that API Gateway has for its own refusals. */
const OF_API_GATEWAY = [
  "ACCESS_DENIED",
  "BAD_REQUEST_PARAMETERS",
  "EXPIRED_TOKEN",
  "INTEGRATION_FAILURE",
  "INTEGRATION_TIMEOUT",
  "INVALID_API_KEY",
  "INVALID_SIGNATURE",
  "MISSING_AUTHENTICATION_TOKEN",
  "QUOTA_EXCEEDED",
  "UNSUPPORTED_MEDIA_TYPE",
];

const IN_PACKAGE = /^packages\/[^/]+\//;

/** Outcomes are stable names for users where packages state them. In an app they are repeated. */
const IS_STATED_BY_APP = /^apps\//;
const IS_OUTCOME = /^[a-z]/;

/** Holds the pages of errors against the codes that packages and apps state. */
export function checkErrorCodes(root: string): ErrorCodeReport {
  const files = globSync("{packages,apps}/*/src/**/*.{ts,tsx}", { cwd: root });
  const stated = statedCodes(files.map((file) => ({ file, text: readFileSync(join(root, file), "utf8") })));
  const gateway = OF_API_GATEWAY.map((code) => ({ code, file: "packages/cdk/src/api/rest-api.ts" }));
  const pages = pagesOf([...stated.filter(isForUsers), ...gateway]);
  const entries = new Map(
    globSync(`${PAGES}/*.md`, { cwd: root })
      .map((path) => basename(path, ".md"))
      .filter((page) => page !== OVERVIEW)
      .map((page) => [page, codesOfPage(readFileSync(join(root, PAGES, `${page}.md`), "utf8"))]),
  );
  return {
    codes: pages.reduce((sum, { codes }) => sum + codes.length, 0),
    violations: [
      ...codeViolations(pages, entries),
      ...linkViolations(pages, (path) => readFileSync(join(root, path), "utf8")),
    ],
  };
}

/** Codes by their pages, each once. */
export function pagesOf(stated: readonly StatedCode[]): PageOfCodes[] {
  const byPage = Map.groupBy(stated, ({ file }) => pageOf(file));
  return [...byPage].map(([page, codes]) => ({
    page,
    codes: [...new Map(codes.map((each) => [each.code, each])).values()],
  }));
}

/** What pages lack, and what they have too much; `entries` are the headings of each page. */
export function codeViolations(
  pages: readonly PageOfCodes[],
  entries: ReadonlyMap<string, readonly string[]>,
): string[] {
  const missing = pages.flatMap(({ page, codes }) =>
    codes
      .filter(({ code }) => entries.get(page)?.includes(code) !== true)
      .map(({ code, file }) => `no entry: ## ${code} in ${PAGES}/${page}.md, for ${file}`),
  );
  const known = new Map(pages.map(({ page, codes }) => [page, codes.map(({ code }) => code)]));
  const surplus = [...entries].flatMap(([page, headings]) =>
    headings.flatMap((code, index) => {
      if (known.get(page)?.includes(code) !== true) return [`no code: ## ${code} of ${PAGES}/${page}.md`];
      return headings.indexOf(code) < index ? [`twice: ## ${code} in ${PAGES}/${page}.md`] : [];
    }),
  );
  return [...missing, ...surplus];
}

/** The READMEs of packages that lack a link to a page with codes of theirs. */
export function linkViolations(pages: readonly PageOfCodes[], readFile: (path: string) => string): string[] {
  return pages.flatMap(({ page, codes }) => {
    const packages = new Set(codes.map(({ file }) => IN_PACKAGE.exec(file)?.[0]));
    const link = `](${PUBLISHED_PAGES}/${page}.md)`;
    return [...packages]
      .filter((each) => each !== undefined)
      .map((each) => `${each}README.md`)
      .filter((readme) => !readFile(readme).includes(link))
      .map((readme) => `no link: ${PUBLISHED_PAGES}/${page}.md in ${readme}`);
  });
}

function isForUsers({ code, file }: StatedCode): boolean {
  return !(IS_OUTCOME.test(code) && IS_STATED_BY_APP.test(file));
}

function pageOf(file: string): string {
  const own = Object.entries(OWN_PAGES).find(([folder]) => file.startsWith(folder));
  return own?.[1] ?? file.split("/")[1] ?? "";
}
