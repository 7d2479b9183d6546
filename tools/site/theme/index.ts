import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme";
import CostCalculator from "./cost-calculator.vue";
import MermaidDiagram from "./mermaid-diagram.vue";
import "./style.css";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("CostCalculator", CostCalculator);
    app.component("MermaidDiagram", MermaidDiagram);
  },
} satisfies Theme;
