/** The one store: server data (RTK Query), the live stream, preferences; and the stream's life. */
import { configureStore } from "@reduxjs/toolkit";
import { setupListeners } from "@reduxjs/toolkit/query/react";
import { useDispatch, useSelector } from "react-redux";
import { ledgerApi } from "@aurigraph/api";
import { LiveStream, type StreamMessage } from "@aurigraph/core";
import { connectionChanged, gapFound, liveReducer, messagesArrived } from "./live/live.ts";
import { keepLists, LISTS_KEY, loadLists, parseLists } from "./lists/storage.ts";
import { listsLoaded, listsReducer } from "./lists/lists.ts";
import { applyPreferences, loadPreferences, preferencesReducer } from "./preferences/preferences.ts";

export const store = configureStore({
  reducer: { [ledgerApi.reducerPath]: ledgerApi.reducer, live: liveReducer, lists: listsReducer, preferences: preferencesReducer },
  preloadedState: { preferences: loadPreferences(), lists: loadLists() },
  middleware: (defaults) => defaults().concat(ledgerApi.middleware),
});

export type State = ReturnType<typeof store.getState>;
export const useAppDispatch = useDispatch.withTypes<typeof store.dispatch>();
export const useAppSelector = useSelector.withTypes<State>();

// Who comes back to this tab may have signed out in another one; and nobody looks at what a hidden tab would ask for.
setupListeners(store.dispatch);

applyPreferences(store.getState().preferences);
let applied = store.getState().preferences;
store.subscribe(() => {
  const { preferences } = store.getState();
  if (preferences === applied) return;
  applied = preferences;
  applyPreferences(preferences);
});

let kept = store.getState().lists;
store.subscribe(() => {
  const { lists } = store.getState();
  if (lists.choices !== kept.choices || lists.views !== kept.views) keepLists(lists);
  kept = lists;
});
// Another tab of this browser changed them: this one follows, so that neither overwrites the other's views.
addEventListener("storage", (event) => {
  if (event.key !== LISTS_KEY) return;
  kept = parseLists(event.newValue);
  store.dispatch(listsLoaded(kept));
});

const streamUrl = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v11/live/stream`;

const MESSAGES_BEFORE_START = 900;
const BATCH_MS = 50;
let waiting: StreamMessage[] = [];

/** A replay brings hundreds of messages at once: they change the page together, not one by one. */
function queue(message: StreamMessage): void {
  waiting.push(message);
  if (waiting.length > 1) return;
  setTimeout(() => {
    const messages = waiting;
    waiting = [];
    store.dispatch(messagesArrived({ messages, at: Date.now() }));
  }, BATCH_MS);
}

/** The page's one connection to the live stream. */
export const liveStream = new LiveStream(
  { url: streamUrl, open: (url) => new WebSocket(url), messagesBeforeStart: MESSAGES_BEFORE_START },
  {
    onMessage: queue,
    onState: (state) => {
      const before = store.getState().live.connection.kind;
      store.dispatch(connectionChanged(state));
      // Whatever was loaded while the stream was lost may be old or an error: ask again.
      if (state.kind === "live" && before === "lost") store.dispatch(ledgerApi.util.invalidateTags(["moving"]));
    },
    onGap: () => store.dispatch(gapFound()),
  },
);
