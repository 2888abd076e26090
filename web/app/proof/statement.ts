/** What a verified proof says, as a sentence for a person. */
import { formatAmount, formatInteger } from "@aurigraph/core";
import type { Asset } from "@aurigraph/api";
import { resultCodeName, type Verification } from "@aurigraph/wallet";

/** An amount with the asset's code, or in minor units when this page does not know the asset. */
export function amountInWords(amount: bigint, assetIndex: number, assets: readonly Asset[]): string {
  const asset = assets.find(({ index }) => index === assetIndex);
  return asset ? `${formatAmount(amount.toString(), asset.decimals)} ${asset.code}` : `${formatInteger(amount)} minor units of asset ${assetIndex}`;
}

function receiptStatement(verification: Verification, assets: readonly Asset[]): string | undefined {
  const { receipt, block } = verification;
  if (receipt === undefined || block === undefined) return undefined;
  const height = formatInteger(block.executedHeight);
  const result = resultCodeName(receipt.resultCode) ?? `code ${receipt.resultCode}`;
  const { transfer, operation } = receipt;
  if (transfer !== undefined) {
    const amount = amountInWords(transfer.amount, transfer.asset, assets);
    return receipt.resultCode === 0
      ? `Account ${transfer.from} paid ${amount} to account ${transfer.to} at height ${height}.`
      : `At height ${height} a payment of ${amount} from account ${transfer.from} to account ${transfer.to} was rejected: ${result}.`;
  }
  if (operation !== undefined) {
    const kind = operation.kind.replaceAll("_", " ");
    return `At height ${height} the operation "${kind}" of account ${operation.signer} ended as ${result}.`;
  }
  return undefined;
}

/** The sentence that a proof proves, if it holds. */
export function proofStatement(verification: Verification, assets: readonly Asset[]): string | undefined {
  const { balance, block } = verification;
  if (balance !== undefined && block !== undefined) {
    const amount = amountInWords(balance.amount, balance.asset, assets);
    return `Account ${balance.account} held ${amount} after height ${formatInteger(block.executedHeight)}.`;
  }
  return receiptStatement(verification, assets);
}
