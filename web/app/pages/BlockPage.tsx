/** One block: everything in its header, who certified it, and what it holds. */
import { Link, useParams } from "react-router";
import { useBlockQuery } from "@aurigraph/api";
import { formatInteger } from "@aurigraph/core";
import { ButtonLink } from "../components/Button.tsx";
import { FinalMark } from "../components/FinalityMark.tsx";
import { Icon } from "../components/icons.tsx";
import { ProblemNotice, Skeleton } from "../components/Notice.tsx";
import { PageHead, Panel } from "../components/Panel.tsx";
import { usePageTitle } from "../page.ts";
import { useAppSelector } from "../store.ts";
import { BlockFacts, CertificatePanel, ContentPanel, HeaderPanel } from "./block/BlockRecord.tsx";
import styles from "./pages.module.css";

export function BlockPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useBlockQuery(id);
  // Not the height itself: the page would be drawn anew with each block.
  const hasNext = useAppSelector(({ live }) => data !== undefined && (live.height === null || data.height < live.height));
  usePageTitle(data ? `Block ${data.height}` : "Block");
  if (error && !data) {
    return (
      <>
        <PageHead title="Block">{id}</PageHead>
        <Panel title="Not shown" flush>
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </Panel>
      </>
    );
  }
  if (!data) return <Skeleton rows={14} label="the block" />;
  return (
    <>
      <PageHead
        title={`Block ${formatInteger(data.height)}`}
        above={<Link to="/blocks">Blocks</Link>}
        actions={
          <span className={styles.steps}>
            {data.height > 0 && (
              <ButtonLink to={`/blocks/${data.height - 1}`}>
                <Icon name="left" /> {formatInteger(data.height - 1)}
              </ButtonLink>
            )}
            {hasNext && (
              <ButtonLink to={`/blocks/${data.height + 1}`}>
                {formatInteger(data.height + 1)} <Icon name="right" />
              </ButtonLink>
            )}
          </span>
        }
      >
        <FinalMark height={data.finality.height} />
      </PageHead>
      <BlockFacts block={data} />
      <ContentPanel block={data} />
      <div className={styles.wideFirst}>
        <HeaderPanel block={data} />
        <CertificatePanel block={data} />
      </div>
    </>
  );
}
