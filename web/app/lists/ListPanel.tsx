/**
 * The frame of every list: filters at the left, views, display and export at the right, then the rows, then its pages. A list
 * that is the whole page has its name in the page's head already; others show it here.
 */
import type { ReactNode } from "react";
import { Panel } from "../components/Panel.tsx";
import { DisplayMenu } from "./DisplayMenu.tsx";
import type { ListControls } from "./useList.ts";
import { ViewsMenu } from "./ViewsMenu.tsx";

interface ListPanelProps {
  readonly title: string;
  readonly titleShown?: boolean;
  readonly note?: ReactNode;
  readonly controls: ListControls;
  readonly filters?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function ListPanel({ title, titleShown = false, note, controls, filters, actions, children }: ListPanelProps) {
  return (
    <Panel
      title={title}
      titleShown={titleShown}
      note={note}
      tools={filters}
      density={controls.density}
      actions={
        <>
          <ViewsMenu list={controls.id} />
          <DisplayMenu controls={controls} />
          {actions}
        </>
      }
      flush
    >
      {children}
    </Panel>
  );
}
