declare module "@tabler/icons-react/dist/esm/icons/*.mjs" {
  import type { FunctionComponent } from "react";
  const icon: FunctionComponent<{ size?: number; stroke?: number; "aria-hidden"?: "true" }>;
  export default icon;
}
