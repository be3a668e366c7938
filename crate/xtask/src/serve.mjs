// Serves the page that Vite built and says where. Runs in www, so that this is the page's own Vite.
import { preview } from "vite";

const server = await preview({
  logLevel: "warn",
  preview: { host: "127.0.0.1", port: Number(process.argv[1]), strictPort: false },
});
console.log(`Foregone is at http://127.0.0.1:${server.httpServer.address().port}/`);
