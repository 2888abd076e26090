/** The token of a mail's link. It comes in the fragment, which no server and no log sees, and is taken out of the address at once. */
import { useCallback, useLayoutEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";

export function useMailedToken(): readonly [token: string | undefined, forget: () => void] {
  const { hash, pathname, search } = useLocation();
  const navigate = useNavigate();
  const arrived = hash.slice(1);
  const [token, setToken] = useState(arrived);
  // Another link of the same kind may be followed while the page is open.
  if (arrived !== "" && arrived !== token) setToken(arrived);
  useLayoutEffect(() => {
    if (arrived !== "") void navigate({ pathname, search }, { replace: true });
  }, [arrived, pathname, search, navigate]);
  const forget = useCallback(() => setToken(""), []);
  return [token === "" ? undefined : token, forget];
}
