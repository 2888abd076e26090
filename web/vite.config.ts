/**
 * The portal's build: one folder, `dist`, that the server embeds. `__CSP_NONCE__` is replaced in each response by the server,
 * so that scripts and styles are allowed by nonce and nothing else is.
 */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const NODE = process.env["AURIGRAPH_HTTP"] ?? "http://localhost:9003";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: "es2023",
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      output: {
        // What every page needs and seldom changes keeps its name, and its place in the reader's cache, from release to release.
        codeSplitting: {
          groups: [{ name: "vendor", test: /node_modules\/(?:react|react-dom|scheduler|react-router|react-redux|@reduxjs|redux|reselect|immer|use-sync-external-store|uplot)\// }],
        },
      },
    },
  },
  server: { proxy: { "/api": { target: NODE, ws: true }, "/q": NODE, "/metrics": NODE } },
});
