import { defineConfig } from "vite";

// Names without hashes: the collector tells browsers by ETag what has changed, and a rebuilt bundle is a small change in
// the repository. Everything is a file of the same origin, as the page's Content-Security-Policy asks.
export default defineConfig({
  base: "./",
  build: {
    outDir: "bundle",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: false,
    cssCodeSplit: false,
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: "app.js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
