/** While somebody is signed in: the portal's WebSocket, by which pages follow what others change, and the session's end is seen at once. It shows nothing itself. */
import { useEffect } from "react";
import { askedAgain, oldAfter, type PortalMessage, toProblem, useCreateStreamTicketMutation, useSessionQuery } from "@aurigraph/api";
import { useAppDispatch } from "../store.ts";

/** Closed because the session has ended: nothing is tried again. */
const CODE_ENDED = 4401;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** What comes within it is asked for once. */
const GATHERED_MS = 200;

function address(ticket: string): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/api/v11/portal/stream?ticket=${encodeURIComponent(ticket)}`;
}

export function PortalEvents() {
  const { data } = useSessionQuery();
  const userId = data?.kind === "signedIn" ? data.session.user.userId : undefined;
  const dispatch = useAppDispatch();
  const [createTicket] = useCreateStreamTicketMutation();

  useEffect(() => {
    if (userId === undefined) return;
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = FIRST_WAIT_MS;
    let isOver = false;
    let hadOne = false;
    const old = new Set<ReturnType<typeof oldAfter>[number]>();
    let gathering: ReturnType<typeof setTimeout> | undefined;

    function makeOld(message: PortalMessage) {
      for (const tag of oldAfter(message)) old.add(tag);
      if (old.size === 0) return;
      gathering ??= setTimeout(() => {
        gathering = undefined;
        dispatch(askedAgain([...old]));
        old.clear();
      }, GATHERED_MS);
    }

    function later() {
      if (isOver) return;
      // By chance a little sooner or later, so that after a restart not all browsers come at the same moment.
      timer = setTimeout(() => void open(), wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }

    async function open() {
      const made = await createTicket();
      if (isOver) return;
      if (made.data === undefined) {
        // Without a session the query of it says so; without a portal there is nothing to hear.
        const code = toProblem(made.error).code;
        if (code === "not_signed_in") dispatch(askedAgain(["session"]));
        else if (code !== "not_found") later();
        return;
      }
      socket = new WebSocket(address(made.data.ticket));
      socket.onmessage = ({ data: text }: MessageEvent<string>) => {
        const message = JSON.parse(text) as PortalMessage;
        makeOld(message);
        if (message.type !== "welcome") return;
        wait = FIRST_WAIT_MS;
        // What happened in between was not heard.
        if (hadOne) makeOld({ type: "missed" });
        hadOne = true;
      };
      socket.onclose = ({ code }) => {
        if (code !== CODE_ENDED) later();
      };
    }

    void open();
    return () => {
      isOver = true;
      clearTimeout(timer);
      clearTimeout(gathering);
      socket?.close();
    };
  }, [userId, createTicket, dispatch]);
  return null;
}
