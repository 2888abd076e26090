/** The ledger's assets by index: as many as one page has. */
import { useMemo } from "react";
import { useAssetsQuery } from "@aurigraph/api";
import type { Assets } from "./payments.ts";

const ASSETS_SHOWN = 200;

export function useAssets(): Assets {
  const { data } = useAssetsQuery({ limit: ASSETS_SHOWN });
  return useMemo(() => new Map((data?.assets ?? []).map((asset) => [asset.index, asset])), [data]);
}
