/**
 * Where the nodes of the topology lie: this one in the middle, validators around it, all other nodes in rows below that ring, in whatever room
 * there is. Pure; in CSS pixels.
 */

/** A place on the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node around the middle with its line to it. */
export interface PeerPlace extends Point {
  /** Where its name begins: the first line's baseline. */
  readonly label: Point;
  /** From rim to rim. */
  readonly from: Point;
  readonly to: Point;
  /** Middle of the line. */
  readonly middle: Point;
}

/** All places of a picture. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly centre: Point;
  readonly radius: number;
  /** Whether neighbours are so near that names would touch: then a node shows its number and its latency. */
  readonly isCrowded: boolean;
  readonly peers: readonly PeerPlace[];
}

/** Room for half a name at the sides, and for two lines above and below. */
const SIDE_PX = 46;
const CROWDED_SIDE_PX = 48;
const END_PX = 56;
const NAME_PX = 96;
const HEIGHT_PX = { least: 330, most: 350, crowded: 90 };
/** From one line of words to the next. */
export const LINE_PX = 15;

/** The picture's height: nearly as tall as wide where there is little room, a little more for many nodes. */
export function heightFor(width: number, isCrowded: boolean): number {
  return Math.round(Math.min(HEIGHT_PX.most, Math.max(HEIGHT_PX.least, width * 0.72))) + (isCrowded ? HEIGHT_PX.crowded : 0);
}

/** One node alone has no ring around it. */
const LONE_HEIGHT_PX = 132;

function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * distance, y: from.y + ((to.y - from.y) / length) * distance };
}

/** A step along a ring, fine enough for its length. */
const STEPS = 720;

/** Where a share of a ring's length ends, in radians from twelve o'clock clockwise. */
function angleAt(share: number, { x, y }: Point): number {
  const lengths = Array.from({ length: STEPS }, (_, step) => {
    const angle = (step / STEPS) * 2 * Math.PI;
    return Math.hypot(Math.cos(angle) * x, Math.sin(angle) * y);
  });
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  const step = lengths.findIndex((length) => (left -= length) < 0);
  return ((step === -1 ? STEPS : step) / STEPS) * 2 * Math.PI;
}

/**
 * Directions clockwise, as far from each other along the ring as they can be; never straight down, where the name of the middle stands. An odd
 * number begins above the middle, an even one beside that.
 */
function directions(peers: number, ring: Point): readonly Point[] {
  const first = peers % 2 === 0 ? 0.5 : 0;
  return Array.from({ length: peers }, (_, index) => {
    const angle = angleAt((index + first) / peers, ring) - Math.PI / 2;
    return { x: Math.cos(angle), y: Math.sin(angle) };
  });
}

/** Places `peers` nodes around the middle, in all of the height whatever their number is. */
export function layOut(peers: number, width: number): Layout {
  const perimeter = Math.PI * (width / 2 - SIDE_PX + heightFor(width, false) / 2 - END_PX);
  const isCrowded = peers > 3 && perimeter / peers < NAME_PX;
  const height = peers === 0 ? LONE_HEIGHT_PX : heightFor(width, isCrowded);
  const radius = isCrowded ? 13 : 16;
  const acrossPx = Math.max(40, Math.min(width / 2 - (isCrowded ? CROWDED_SIDE_PX : SIDE_PX), height * 0.8));
  // Few nodes lie on a circle that is then stretched; many on the ring as it is.
  const rays = directions(peers, isCrowded ? { x: acrossPx, y: height / 2 - END_PX } : { x: 1, y: 1 });
  const top = Math.min(-0.5, ...rays.map((ray) => ray.y));
  const bottom = Math.max(0.5, ...rays.map((ray) => ray.y));
  const reach = { x: acrossPx, y: (height - 2 * END_PX) / (bottom - top) };
  const centre = { x: width / 2, y: END_PX - top * reach.y };
  const places = rays.map((ray): PeerPlace => {
    const at = { x: centre.x + ray.x * reach.x, y: centre.y + ray.y * reach.y };
    const isAbove = at.y < centre.y - radius;
    const from = towards(centre, at, radius + 14);
    const to = towards(at, centre, radius + 7);
    // Two lines stand above a node of the upper half, below one of the lower: never on its line to the middle. Among many one line stands outside.
    const label = isCrowded ? { x: at.x + ray.x * (radius + 18), y: at.y + ray.y * (radius + 13) + 4 } : { x: at.x, y: isAbove ? at.y - radius - 10 - LINE_PX : at.y + radius + 18 };
    return { x: at.x, y: at.y, from, to, label, middle: { x: from.x + (to.x - from.x) * MIDDLE, y: from.y + (to.y - from.y) * MIDDLE } };
  });
  return { width, height, centre, radius, isCrowded, peers: places };
}

/** A node outside the ring: nobody knows whom it follows, so there is no line to it. */
export interface OuterPlace extends Point {
  /** Baseline of its name, below it. */
  readonly label: Point;
}

/** The places below a ring. */
export interface Outside {
  /** Of the whole picture. */
  readonly height: number;
  readonly radius: number;
  readonly places: readonly OuterPlace[];
  /** How many characters of a name have room. */
  readonly characters: number;
  /** Nodes that found no place: anybody can follow, and the list has all of them. */
  readonly left: number;
  /** Where those are counted. */
  readonly rest: Point;
}

const OUTER = { radius: 11, rows: 2, cell: 96, cellMost: 148, row: 70, air: 22, rest: 20 };
const NAME_CHARACTER_PX = 7.4;

/** Places `nodes` in at most two rows below a picture that is `height` high. */
export function layOutside(nodes: number, { width, height }: Pick<Layout, "width" | "height">): Outside {
  const { radius } = OUTER;
  const most = Math.max(1, Math.floor(width / OUTER.cell));
  const rows = Math.min(OUTER.rows, Math.ceil(nodes / most));
  const shown = Math.min(nodes, rows * most);
  const columns = rows === 0 ? 0 : Math.ceil(shown / rows);
  const cell = columns === 0 ? OUTER.cellMost : Math.min(OUTER.cellMost, width / columns);
  const places = Array.from({ length: shown }, (_, index): OuterPlace => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, shown - row * columns);
    const x = width / 2 + ((index % columns) - (inRow - 1) / 2) * cell;
    const y = height + OUTER.air + radius + row * OUTER.row;
    return { x, y, label: { x, y: y + radius + LINE_PX + 2 } };
  });
  const bottom = rows === 0 ? height : height + OUTER.air + rows * OUTER.row;
  const left = nodes - shown;
  return { height: left === 0 ? bottom : bottom + OUTER.rest, radius, places, characters: Math.floor((cell - 8) / NAME_CHARACTER_PX), left, rest: { x: width / 2, y: bottom + 8 } };
}

/** A hexagon that stands on a corner, as the data of a path. */
export function hexagonPath({ x, y }: Point, radius: number): string {
  const corners = Array.from({ length: 6 }, (_, corner) => {
    const angle = (corner / 6) * 2 * Math.PI - Math.PI / 2;
    return `${(x + Math.cos(angle) * radius).toFixed(1)} ${(y + Math.sin(angle) * radius).toFixed(1)}`;
  });
  return `M${corners.join("L")}Z`;
}

/** A line's figure stands a little nearer to the peer, where lines are farther apart. */
const MIDDLE = 0.58;

const THICK = { most: 4, least: 1 };

/** How thick a line is: one step less with each power of ten of milliseconds, thickest below a half. */
export function lineWidth(latencyMs: number | null): number {
  if (latencyMs === null) return THICK.least;
  const width = 3.5 - Math.log10(Math.max(latencyMs, 0.1));
  return Math.round(Math.min(THICK.most, Math.max(THICK.least, width)) * 4) / 4;
}

/** An arc of a circle from twelve o'clock on, as the data of a path; `share` from 0 to 1. */
export function arcPath({ x, y }: Point, radius: number, share: number): string {
  const part = Math.min(0.999, Math.max(0.02, share));
  const angle = part * 2 * Math.PI - Math.PI / 2;
  const end = { x: x + Math.cos(angle) * radius, y: y + Math.sin(angle) * radius };
  return `M${x.toFixed(1)} ${(y - radius).toFixed(1)}A${radius} ${radius} 0 ${part > 0.5 ? 1 : 0} 1 ${end.x.toFixed(1)} ${end.y.toFixed(1)}`;
}
