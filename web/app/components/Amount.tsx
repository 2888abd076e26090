/** An amount of an asset in tabular figures, with the asset's code when it is not in the column's head. */
import { formatAmount } from "@aurigraph/core";

interface AmountProps {
  readonly minorUnits: string;
  readonly decimals: number;
  readonly asset?: string;
}

export function Amount({ minorUnits, decimals, asset }: AmountProps) {
  return (
    <span>
      <span className="figures">{formatAmount(minorUnits, decimals)}</span>
      {asset && <> {asset}</>}
    </span>
  );
}
