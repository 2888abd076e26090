/** The icons in use: Tabler, one family, 1.5 px strokes. Always beside a word or with a label on the control, so hidden from readers. */
import Activity from "@tabler/icons-react/dist/esm/icons/IconActivity.mjs";
import AlertTriangle from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
import ArrowDown from "@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs";
import ArrowDownLeft from "@tabler/icons-react/dist/esm/icons/IconArrowDownLeft.mjs";
import ArrowUp from "@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs";
import ArrowUpRight from "@tabler/icons-react/dist/esm/icons/IconArrowUpRight.mjs";
import ArrowsExchange from "@tabler/icons-react/dist/esm/icons/IconArrowsExchange.mjs";
import Bookmark from "@tabler/icons-react/dist/esm/icons/IconBookmark.mjs";
import Check from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import ChevronLeft from "@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs";
import ChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import Coins from "@tabler/icons-react/dist/esm/icons/IconCoins.mjs";
import Copy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import Cube from "@tabler/icons-react/dist/esm/icons/IconCube.mjs";
import Download from "@tabler/icons-react/dist/esm/icons/IconDownload.mjs";
import FileCertificate from "@tabler/icons-react/dist/esm/icons/IconFileCertificate.mjs";
import Gavel from "@tabler/icons-react/dist/esm/icons/IconGavel.mjs";
import Keyboard from "@tabler/icons-react/dist/esm/icons/IconKeyboard.mjs";
import Logout from "@tabler/icons-react/dist/esm/icons/IconLogout.mjs";
import Mail from "@tabler/icons-react/dist/esm/icons/IconMail.mjs";
import Menu from "@tabler/icons-react/dist/esm/icons/IconMenu2.mjs";
import Moon from "@tabler/icons-react/dist/esm/icons/IconMoon.mjs";
import Pencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import Plus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import Rows from "@tabler/icons-react/dist/esm/icons/IconBaselineDensityMedium.mjs";
import Search from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import Send from "@tabler/icons-react/dist/esm/icons/IconSend.mjs";
import Server from "@tabler/icons-react/dist/esm/icons/IconServer.mjs";
import ShieldCheck from "@tabler/icons-react/dist/esm/icons/IconShieldCheck.mjs";
import Sun from "@tabler/icons-react/dist/esm/icons/IconSun.mjs";
import Code from "@tabler/icons-react/dist/esm/icons/IconCode.mjs";
import Minus from "@tabler/icons-react/dist/esm/icons/IconMinus.mjs";
import Network from "@tabler/icons-react/dist/esm/icons/IconTopologyStar3.mjs";
import Trash from "@tabler/icons-react/dist/esm/icons/IconTrash.mjs";
import Display from "@tabler/icons-react/dist/esm/icons/IconAdjustmentsHorizontal.mjs";
import User from "@tabler/icons-react/dist/esm/icons/IconUser.mjs";
import Users from "@tabler/icons-react/dist/esm/icons/IconUsers.mjs";
import Key from "@tabler/icons-react/dist/esm/icons/IconKey.mjs";
import X from "@tabler/icons-react/dist/esm/icons/IconX.mjs";

const icons = {
  activity: Activity,
  alert: AlertTriangle,
  in: ArrowDownLeft,
  out: ArrowUpRight,
  ascending: ArrowUp,
  descending: ArrowDown,
  transactions: ArrowsExchange,
  view: Bookmark,
  rename: Pencil,
  delete: Trash,
  display: Display,
  check: Check,
  left: ChevronLeft,
  right: ChevronRight,
  coins: Coins,
  copy: Copy,
  cube: Cube,
  download: Download,
  proof: FileCertificate,
  governance: Gavel,
  keyboard: Keyboard,
  mail: Mail,
  menu: Menu,
  moon: Moon,
  minus: Minus,
  network: Network,
  plus: Plus,
  rows: Rows,
  search: Search,
  send: Send,
  server: Server,
  shield: ShieldCheck,
  signOut: Logout,
  sun: Sun,
  user: User,
  people: Users,
  key: Key,
  code: Code,
  close: X,
};

export type IconName = keyof typeof icons;

export const ICON_NAMES = Object.keys(icons) as readonly IconName[];

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  const Drawing = icons[name];
  return <Drawing size={size} stroke={1.5} aria-hidden="true" />;
}
