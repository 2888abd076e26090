/** Starts the portal: the store, the live stream, the pages. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Provider } from "react-redux";
import { RouterProvider } from "react-router/dom";
import { router } from "./routes.tsx";
import { liveStream, store } from "./store.ts";
import "./styles.css";

liveStream.start();
addEventListener("online", () => liveStream.retryNow());

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Provider store={store}>
      <RouterProvider router={router} />
    </Provider>
  </StrictMode>,
);
