import type { MarkdownRenderer } from "vitepress";

/** Makes components of the theme, which draw them, of the diagrams of Mermaid. */
export function drawDiagrams({ renderer }: MarkdownRenderer): void {
  const { fence } = renderer.rules;
  renderer.rules.fence = (tokens, index, ...rest) => {
    const { info = "", content = "" } = tokens[index] ?? {};
    if (info.trim() === "mermaid") return `<MermaidDiagram code="${encodeURIComponent(content)}" />\n`;
    return fence?.(tokens, index, ...rest) ?? "";
  };
}
