/** A heading of the second level: what the pages of errors have for each code, and for nothing else. */
const HEADING = /^## +(.*?)(?: +#+)? *$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** The codes that a page of errors has an entry for, in its order; what stands in fences is no heading. */
export function codesOfPage(markdown: string): string[] {
  const codes: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split(/\r?\n/)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    const heading = fence === undefined ? HEADING.exec(line)?.[1] : undefined;
    if (heading !== undefined) codes.push(heading.replaceAll("`", ""));
  }
  return codes;
}
