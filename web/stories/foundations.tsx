/** Colours, type and icons. */
import { categoricalLight, light, typeScale } from "@aurigraph/tokens";
import { Icon, ICON_NAMES } from "../app/components/icons.tsx";
import styles from "./stories.module.css";
import type { Story } from "./story.ts";

const COLOURS = Object.keys(light).map((name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
const CATEGORIES = categoricalLight.map((_, index) => `category-${index + 1}`);

function Swatches({ names }: { readonly names: readonly string[] }) {
  return (
    <ul className={styles.swatches}>
      {names.map((name) => (
        <li key={name}>
          <svg height="28" aria-hidden="true">
            <rect width="100%" height="28" fill={`var(--${name})`} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

export const foundations: readonly Story[] = [
  { name: "Colours", render: () => <Swatches names={COLOURS} /> },
  { name: "Data palette", render: () => <Swatches names={CATEGORIES} /> },
  {
    name: "Type scale",
    render: () => (
      <ul className={styles.stack}>
        {Object.keys(typeScale).map((size) => (
          <li key={size} ref={(element) => void (element && (element.style.font = `400 var(--type-${size}) var(--font-text)`))}>
            {size} Every figure says how it is known <span className="figures">1 250.00</span>
          </li>
        ))}
      </ul>
    ),
  },
  {
    name: "Icons",
    render: () => (
      <ul className={styles.row}>
        {ICON_NAMES.map((name) => (
          <li key={name} title={name}>
            <Icon name={name} size={18} />
            <span className="visually-hidden">{name}</span>
          </li>
        ))}
      </ul>
    ),
  },
];
